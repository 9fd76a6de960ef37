"""The people and places of the demonstration. All of them are invented."""

from dataclasses import dataclass

from trials.domain.roles import Role

HCC, ADJUVANT, RECTAL, CRLM = "hcc-neo", "hcc-adj", "rectal", "crlm"
MOERTEL = "moertel"
HERE = (HCC, ADJUVANT, RECTAL, CRLM)
ALL = (*HERE, MOERTEL)


@dataclass(frozen=True, kw_only=True)
class Place:
    code: str
    name_en: str
    name_zh: str
    time_zone: str
    trials: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Person:
    """`site` for a role held at one site; empty for one that reaches over its trials."""

    username: str
    printed_name: str
    role: Role
    trials: tuple[str, ...]
    site: str = ""
    language: str = "en"


PLACES = (
    Place(
        code="WH",
        name_en="Demonstration Hospital, Wuhan",
        name_zh="武汉示范医院",
        time_zone="Asia/Shanghai",
        trials=HERE,
    ),
    Place(
        code="YC",
        name_en="Demonstration Hospital, Yichang",
        name_zh="宜昌示范医院",
        time_zone="Asia/Shanghai",
        trials=HERE,
    ),
    Place(
        code="US",
        name_en="Moertel colon trial, all centers",
        name_zh="Moertel 结肠癌试验(全部中心)",
        time_zone="America/Chicago",
        trials=(MOERTEL,),
    ),
)


def at_site(username: str, printed_name: str, role: Role, trial: str, site: str) -> Person:
    # Whoever works in Yichang reads Chinese, so that both languages are one sign-in away.
    language = "zh-hans" if site == "YC" else "en"
    return Person(
        username=username,
        printed_name=printed_name,
        role=role,
        trials=(trial,),
        site=site,
        language=language,
    )


def trial_wide(
    username: str, printed_name: str, role: Role, trials: tuple[str, ...] = ALL
) -> Person:
    return Person(username=username, printed_name=printed_name, role=role, trials=trials)


PEOPLE = (
    at_site("nurse", "Lin Mei", Role.NURSE, HCC, "WH"),
    at_site("pi", "Dr Zhou Ning", Role.PI, HCC, "WH"),
    at_site("investigator", "Dr He Yan", Role.SUB_INVESTIGATOR, HCC, "WH"),
    at_site("nurse2", "Tang Li", Role.NURSE, HCC, "YC"),
    at_site("investigator2", "Dr Shen Kai", Role.SUB_INVESTIGATOR, HCC, "YC"),
    at_site("adj-nurse", "Peng Xue", Role.NURSE, ADJUVANT, "WH"),
    at_site("adj-investigator", "Dr Luo Min", Role.SUB_INVESTIGATOR, ADJUVANT, "WH"),
    at_site("adj-nurse2", "Fan Jing", Role.NURSE, ADJUVANT, "YC"),
    at_site("adj-investigator2", "Dr Cai Rui", Role.SUB_INVESTIGATOR, ADJUVANT, "YC"),
    at_site("rectal-nurse", "Jiang Ting", Role.NURSE, RECTAL, "WH"),
    at_site("rectal-investigator", "Dr Yu Heng", Role.SUB_INVESTIGATOR, RECTAL, "WH"),
    at_site("rectal-nurse2", "Pan Hui", Role.NURSE, RECTAL, "YC"),
    at_site("rectal-investigator2", "Dr Du Wen", Role.SUB_INVESTIGATOR, RECTAL, "YC"),
    at_site("crlm-abstractor", "Su Lei", Role.NURSE, CRLM, "WH"),
    at_site("crlm-abstractor2", "Ye Qing", Role.NURSE, CRLM, "YC"),
    at_site("abstractor", "Deng Wei", Role.NURSE, MOERTEL, "US"),
    at_site("monitor", "Wei Fang", Role.MONITOR, HCC, "WH"),
    at_site("reader", "Dr Qin Bo", Role.READER, HCC, "WH"),
    trial_wide("datamanager", "Sun Jie", Role.DATA_MANAGER),
    trial_wide("statistician", "Dr Gao Yu", Role.STATISTICIAN),
    trial_wide("unblinded", "Dr Fu Rong", Role.UNBLINDED_STATISTICIAN),
    trial_wide("board", "Prof Dai Hong", Role.DSMB),
    trial_wide("engineer", "Ma Chao", Role.MODEL_ENGINEER, HERE),
    trial_wide("sponsor", "Xu Lan", Role.SPONSOR),
    trial_wide("auditor", "Bai Ke", Role.AUDITOR),
    trial_wide("sysadmin", "Jin Hao", Role.SYSADMIN),
)
