"""What the columns of a laboratory table may be called."""

from followup.domain.flat_tables import Column

COLUMNS = (
    Column(
        name="participant",
        also=(
            *("participant id", "participant code", "subject", "subject id", "subjid", "usubjid"),
            *("patient", "patient id", "受试者", "受试者编号", "受试者代码", "患者", "编号"),
        ),
    ),
    Column(
        name="term",
        also=(
            *("ctcae term", "ctcae", "term or analyte", "term / analyte", "adverse event", "ae"),
            *("aeterm", "术语", "ctcae 术语", "不良事件", "术语或检验项目"),
        ),
    ),
    Column(
        name="analyte",
        also=(
            *("test", "test name", "lab test", "laboratory test", "lab", "lbtest", "parameter"),
            *("param", "lab parameter", "检验项目", "项目", "项目名称", "检查项目", "指标"),
        ),
    ),
    Column(name="test_code", also=("lbtestcd", "paramcd", "检验代码", "项目代码")),
    Column(
        name="date",
        also=(
            *("lbdtc", "lbdt", "sample date", "sampling date", "collection date", "lab date"),
            *("test date", "visit date", "result date", "specimen date", "date of sample", "day"),
            *("日期", "采样日期", "检验日期", "检查日期", "采集日期", "标本日期", "报告日期"),
        ),
    ),
    Column(
        name="value",
        also=(
            *("result", "lborres", "aval", "lab value", "lab result", "result value"),
            *("test result", "测量值", "结果", "检验结果", "检测结果", "检查结果", "数值", "值"),
        ),
        required=True,
    ),
    Column(
        name="unit",
        also=("units", "lborresu", "lab unit", "result unit", "uom", "avalu", "单位", "结果单位"),
    ),
    Column(
        name="lower_limit",
        also=(
            *("lower", "lln", "lbornrlo", "anrlo", "low", "normal low", "ref low", "range low"),
            *("reference low", "lower limit of normal", "lower normal limit", "normal lower"),
            *("lower normal", "lower ref", "min", "下限", "参考值下限", "正常值下限", "参考下限"),
            *("参考范围下限", "正常下限"),
        ),
    ),
    Column(
        name="upper_limit",
        also=(
            *("upper", "uln", "lbornrhi", "anrhi", "high", "normal high", "ref high", "range high"),
            *("reference high", "upper limit of normal", "upper normal limit", "normal upper"),
            *("upper normal", "upper ref", "max", "上限", "参考值上限", "正常值上限", "参考上限"),
            *("参考范围上限", "正常上限"),
        ),
    ),
    Column(
        name="limits",
        also=(
            *("reference range", "normal range", "ref range", "reference interval", "range"),
            *("normal limits", "limits of normal", "参考范围", "参考值", "参考区间", "正常范围"),
            *("正常值", "正常值范围", "参考值范围"),
        ),
    ),
    Column(
        name="baseline_value",
        also=(
            *("baseline", "base", "baseline result", "bl value", "bl", "value at baseline"),
            *("baseline lab value", "基线", "基线值", "基线结果", "基线检验值"),
        ),
    ),
    Column(
        name="baseline_unit", also=("unit of baseline", "baseline units", "bl unit", "基线单位")
    ),
    Column(
        name="baseline_lower_limit",
        also=(
            *("baseline lower", "baseline lln", "bl lln", "baseline low", "lln at baseline"),
            *(
                "baseline lower limit of normal",
                "baseline limit lower",
                "基线下限",
                "基线参考值下限",
            ),
            "基线正常值下限",
        ),
    ),
    Column(
        name="baseline_upper_limit",
        also=(
            *("baseline upper", "baseline uln", "bl uln", "baseline high", "uln at baseline"),
            *(
                "baseline upper limit of normal",
                "baseline limit upper",
                "基线上限",
                "基线参考值上限",
            ),
            "基线正常值上限",
        ),
    ),
    Column(
        name="baseline_limits",
        also=(
            *("baseline reference range", "baseline range", "baseline normal range"),
            *("limits at baseline", "基线参考范围", "基线参考值", "基线正常范围"),
        ),
    ),
    Column(
        name="on_anticoagulant",
        also=("anticoagulant", "on anticoagulation", "anticoagulation", "抗凝", "抗凝治疗"),
    ),
)
