"""How serious events are told; what the sponsor owes the authority is law, and no setting."""

from datetime import timedelta

from pydantic import Field

from trials.domain.text import Part, Words


class Safety(Part):
    """`site_report_hours`: how long a site has to tell the sponsor, from the moment it knows; 0 is
    at once. Hours count as they pass, whatever clocks are put forward or back."""

    site_report_hours: int = Field(default=24, ge=0, le=360)
    printed: Words | None = None

    @property
    def site_within(self) -> timedelta:
        return timedelta(hours=self.site_report_hours)
