"""What the columns, kinds and states of a table of lesions may be called."""

from followup.domain.flat_tables import Column
from followup.domain.recist.lesions import Kind, State

COLUMNS = (
    Column(
        name="participant",
        also=(
            *("participant id", "participant code", "subject", "subject id", "subjid", "usubjid"),
            *("patient", "patient id", "受试者", "受试者编号", "受试者代码", "患者", "编号"),
        ),
        required=True,
    ),
    Column(
        name="reader",
        also=(
            "reader id",
            "trevalid",
            "treval",
            "evaluator",
            "阅片者",
            "阅片人",
            "评估者",
            "读片者",
        ),
    ),
    Column(
        name="visit",
        also=("time point", "timepoint", "visit name", "visit id", "assessment", "访视", "时间点"),
    ),
    Column(
        name="date",
        also=(
            *("scan date", "trdtc", "assessment date", "imaging date", "exam date", "visit date"),
            *("date of scan", "日期", "检查日期", "扫描日期", "影像日期", "评估日期"),
        ),
        required=True,
    ),
    Column(
        name="lesion",
        also=(
            *("lesion id", "lesion name", "lesion no", "lesion number", "trlnkid", "trlinkid"),
            *("tulnkid", "病灶", "病灶编号", "病灶名称", "病灶号"),
        ),
        required=True,
    ),
    Column(
        name="kind",
        also=(
            *("type", "lesion type", "lesion kind", "category", "target / non-target / new"),
            *(
                "target",
                "target or not",
                "trgrpid",
                "tumor type",
                "类型",
                "病灶类型",
                "病灶类别",
                "类别",
            ),
        ),
        required=True,
    ),
    Column(
        name="node",
        also=(
            *("lymph node", "node or not", "is node", "is lymph node", "nodal", "node?"),
            *("淋巴结", "是否淋巴结", "淋巴结病灶"),
        ),
    ),
    Column(
        name="organ",
        also=(
            *("site", "location", "lesion location", "lesion site", "tuloc", "organ site"),
            *("部位", "器官", "病灶部位", "位置"),
        ),
    ),
    Column(
        name="diameter",
        also=(
            *("diameter mm", "mm", "size", "size mm", "diameter or state", "longest diameter"),
            *("longest diameter mm", "ld", "ldiam", "measurement", "trstresn", "trorres", "value"),
            *("直径", "直径mm", "大小", "最长径", "长径", "长径mm", "测量值"),
        ),
    ),
    Column(
        name="short_axis",
        also=("short axis mm", "short diameter", "sdiam", "短径", "短径mm", "短轴"),
    ),
    Column(
        name="state",
        also=("status", "finding", "lesion status", "lesion state", "状态", "病灶状态", "评价"),
    ),
)
KIND_WORDS = {
    Kind.TARGET: "target t tl targetlesion 靶 靶病灶 目标病灶",
    Kind.NON_TARGET: "nontarget nt ntl nontargetlesion nontargetlesions 非靶 非靶病灶 非目标病灶",
    Kind.NEW: "new n nl newlesion newlesions 新 新病灶 新发 新发病灶",
}
STATE_WORDS = {
    State.ABSENT: "absent gone disappeared resolved none normal no cr notpresent notvisible "
    "completeresponse 消失 完全消失 未见 无",
    State.TOO_SMALL: "toosmall toosmalltomeasure tstm toosmalltobemeasured 过小 太小 太小无法测量",
    State.PRESENT: "present unchanged stable noncrnonpd yes unequivocal definite confirmed "
    "persistent persists improved smaller 存在 稳定 持续存在 确定 明确 缩小",
    State.PROGRESSED: "progressed progression unequivocalprogression worse pd progressive "
    "unequivocallyprogressed 进展 明确进展",
    State.EQUIVOCAL: "equivocal suspected suspicious possible doubtful uncertain indeterminate "
    "可疑 不确定 待定 疑似",
    State.NOT_EVALUABLE: "ne notevaluable inevaluable unevaluable nonevaluable notevaluated "
    "notassessed notdone missing nd na unknown notimaged 不可评价 "
    "无法评价 无法评估 不可评估 未评估 未做",
    State.MERGED: "merged coalesced fused confluent 融合 已融合",
    State.SPLIT: "split fragment fragmented splitlesion 分裂 分离",
}
KINDS = {word: kind for kind, words in KIND_WORDS.items() for word in words.split()}
STATE_NAMES = {word: state for state, words in STATE_WORDS.items() for word in words.split()}
# A participant whose scan shows nothing to follow still was seen.
NO_LESION = {"", "none", "nolesion", "nolesions", "无", "无病灶"}
BASELINE = {"baseline", "bl", "base", "screening", "scr", "基线", "筛选", "筛选期"}
