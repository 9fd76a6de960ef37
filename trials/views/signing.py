"""One attempt to sign, as every page with a place to sign makes it."""

from types import TracebackType

from accounts.signing.forms import SigningForm
from audit.acts import Refusal
from trials.permissions import NotPermitted


class Attempt:
    """What is refused within stands on the form with its `status`; `done` when nothing was. What
    is not permitted goes on to the page that says who may.

        attempt = Attempt(form)
        if form.is_valid():
            with attempt:
                act(signing=form.signing(at=now), by=request.user, at=now)
        if attempt.done:
            return redirect(...)
        return page(request, form=form, status=attempt.status)
    """

    def __init__(self, form: SigningForm) -> None:
        self.form, self.status, self.done = form, 422, False

    def __enter__(self) -> None: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        self.done = error is None
        if not isinstance(error, Refusal) or isinstance(error, NotPermitted):
            return False
        self.status = self.form.refuse(error)
        return True
