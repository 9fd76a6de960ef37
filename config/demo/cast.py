"""The people and places of the demonstration. All of them are invented."""

from dataclasses import dataclass

from trials.domain.roles import Role

HCC, MOERTEL = "hcc-neo", "moertel"


@dataclass(frozen=True, kw_only=True)
class Place:
    code: str
    name_en: str
    name_zh: str
    time_zone: str
    trial: str


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
        trial=HCC,
    ),
    Place(
        code="YC",
        name_en="Demonstration Hospital, Yichang",
        name_zh="宜昌示范医院",
        time_zone="Asia/Shanghai",
        trial=HCC,
    ),
    Place(
        code="US",
        name_en="Moertel colon trial, all centers",
        name_zh="Moertel 结肠癌试验(全部中心)",
        time_zone="America/Chicago",
        trial=MOERTEL,
    ),
)

BOTH = (HCC, MOERTEL)
PEOPLE = (
    Person(username="nurse", printed_name="Lin Mei", role=Role.NURSE, trials=(HCC,), site="WH"),
    Person(username="pi", printed_name="Dr Zhou Ning", role=Role.PI, trials=(HCC,), site="WH"),
    Person(
        username="investigator",
        printed_name="Dr He Yan",
        role=Role.SUB_INVESTIGATOR,
        trials=(HCC,),
        site="WH",
    ),
    Person(
        username="nurse2",
        printed_name="Tang Li",
        role=Role.NURSE,
        trials=(HCC,),
        site="YC",
        language="zh-hans",
    ),
    Person(
        username="abstractor",
        printed_name="Deng Wei",
        role=Role.NURSE,
        trials=(MOERTEL,),
        site="US",
    ),
    Person(
        username="monitor", printed_name="Wei Fang", role=Role.MONITOR, trials=(HCC,), site="WH"
    ),
    Person(username="reader", printed_name="Dr Qin Bo", role=Role.READER, trials=(HCC,), site="WH"),
    Person(username="datamanager", printed_name="Sun Jie", role=Role.DATA_MANAGER, trials=BOTH),
    Person(
        username="statistician",
        printed_name="Dr Gao Yu",
        role=Role.STATISTICIAN,
        trials=BOTH,
    ),
    Person(
        username="unblinded",
        printed_name="Dr Fu Rong",
        role=Role.UNBLINDED_STATISTICIAN,
        trials=BOTH,
    ),
    Person(username="board", printed_name="Prof Dai Hong", role=Role.DSMB, trials=BOTH),
    Person(username="engineer", printed_name="Ma Chao", role=Role.MODEL_ENGINEER, trials=(HCC,)),
    Person(username="sponsor", printed_name="Xu Lan", role=Role.SPONSOR, trials=BOTH),
    Person(username="auditor", printed_name="Bai Ke", role=Role.AUDITOR, trials=BOTH),
    Person(username="sysadmin", printed_name="Jin Hao", role=Role.SYSADMIN, trials=BOTH),
)
