"""Why a release gave no result, as codes with facts: they are kept, and worded for each reader."""

from collections.abc import Mapping
from enum import StrEnum

from trials.domain.messages import Message
from trials.domain.messages import gettext_noop as noop


class Failure(StrEnum):
    FILE_MISSING = "file_missing"
    FILE_CHANGED = "file_changed"
    FILE_UNLISTED = "file_unlisted"
    FILE_NOT_PLAIN = "file_not_plain"
    FILE_TOO_LARGE = "file_too_large"
    FILE_WITHOUT_PLACE = "file_without_place"
    FILE_NOT_UNDERSTOOD = "file_not_understood"
    MANIFEST_NOT_CANONICAL = "manifest_not_canonical"
    NO_FOLDER = "no_folder"
    FOLDER_NOT_EMPTY = "folder_not_empty"
    TOO_MANY_FILES = "too_many_files"
    FACTS_DIFFER = "facts_differ"
    NO_ARCHITECTURE = "no_architecture"
    OTHER_PARAMETERS = "other_parameters"
    NO_SAFETENSORS = "no_safetensors"
    TENSOR_MISFIT = "tensor_misfit"
    TENSOR_NOT_FINITE = "tensor_not_finite"
    COLUMNS_DIFFER = "columns_differ"
    PHASES_DIFFER = "phases_differ"
    OUTPUTS_DIFFER = "outputs_differ"
    WEIGHTS_MISFIT = "weights_misfit"
    NOT_AS_RELEASED = "not_as_released"
    NOT_FINITE = "not_finite"
    SCAN_CHANGED = "scan_changed"
    SCAN_EMPTY = "scan_empty"
    OTHER_TRIAL = "other_trial"
    RUNS_ELSEWHERE = "runs_elsewhere"
    ONLY_PROPOSED = "only_proposed"
    RETIRED = "retired"
    NOT_DISCLOSED = "not_disclosed"
    NOT_CONCEALED = "not_concealed"
    NOT_SEALABLE = "not_sealable"
    NO_KEYS = "no_keys"
    USE_TAKEN_BACK = "use_taken_back"
    USE_NOT_AGREED = "use_not_agreed"
    FOLLOW_UP_STOPPED = "follow_up_stopped"
    NOT_PERMITTED = "not_permitted"
    BROKEN = "broken"


def message_of(failure: Failure, facts: Mapping[str, object]) -> Message:
    return Message(TEXTS[failure], facts)


TEXTS: Mapping[Failure, str] = {
    Failure.FILE_MISSING: noop("{file} is missing in the package."),
    Failure.FILE_CHANGED: noop(
        "{file} is not what was registered: its bytes have changed. Put the package back "
        "as it was released, or register what is there as a new release."
    ),
    Failure.FILE_UNLISTED: noop("{file} lies in the package, but its manifest does not list it."),
    Failure.FILE_NOT_PLAIN: noop(
        "{file} is not a plain file with a plain name; a package holds nothing else."
    ),
    Failure.FILE_TOO_LARGE: noop("{file} is too large for a package."),
    Failure.FILE_WITHOUT_PLACE: noop(
        "{file} has no place in a package; weights are safetensors, the rest is JSON."
    ),
    Failure.FILE_NOT_UNDERSTOOD: noop("{file} cannot be understood: {why}"),
    Failure.MANIFEST_NOT_CANONICAL: noop("{file} is not a manifest in the canonical form."),
    Failure.NO_FOLDER: noop("{folder} is not a folder."),
    Failure.FOLDER_NOT_EMPTY: noop(
        "{folder} is not empty. A release is written once, into a folder of its own."
    ),
    Failure.TOO_MANY_FILES: noop("The package has more than {bound} files."),
    Failure.FACTS_DIFFER: noop(
        "input_schema.json and preprocess.json do not name the same facts: {names}."
    ),
    Failure.NO_ARCHITECTURE: noop(
        "This version of Concord has no architecture “{name}”. It has: {known}."
    ),
    Failure.OTHER_PARAMETERS: noop(
        "The architecture “{name}” does not take these parameters: {parameters}."
    ),
    Failure.NO_SAFETENSORS: noop(
        "{file} is no safetensors file. Weights in any other format, such as a pickle, are never "
        "read: save them as safetensors."
    ),
    Failure.TENSOR_MISFIT: noop(
        "The weights do not fit the architecture “{name}”: {tensor} has the shape {found}, "
        "the architecture {wanted}."
    ),
    Failure.TENSOR_NOT_FINITE: noop(
        "The weights of {tensor} are not all finite 32-bit numbers. Train or save them again."
    ),
    Failure.COLUMNS_DIFFER: noop(
        "architecture.json reads {found} columns; preprocess.json makes {wanted}."
    ),
    Failure.PHASES_DIFFER: noop(
        "architecture.json reads {found} phases; input_schema.json names {wanted}."
    ),
    Failure.OUTPUTS_DIFFER: noop(
        "architecture.json gives {found} logits; thresholds.json reads {wanted}."
    ),
    Failure.WEIGHTS_MISFIT: noop("The weights do not fit the architecture “{name}”."),
    Failure.NOT_AS_RELEASED: noop(
        "On this machine the package does not give the results it was released with."
    ),
    Failure.NOT_FINITE: noop("The predictor gave no finite number for this input."),
    Failure.SCAN_CHANGED: noop(
        "A file of series {number} is not what was taken in: its bytes have changed."
    ),
    Failure.SCAN_EMPTY: noop("The phase “{phase}” of the scan has no signal."),
    Failure.OTHER_TRIAL: noop("The trial has no such release."),
    Failure.RUNS_ELSEWHERE: noop("{release} runs elsewhere. Record the score of its run."),
    Failure.ONLY_PROPOSED: noop(
        "{release} is proposed; only an approved release is run. The sponsor approves it."
    ),
    Failure.RETIRED: noop("{release} is retired; only an approved release is run."),
    Failure.NOT_DISCLOSED: noop(
        "The protocol does not say when “{slug}” may be seen. Nothing was run."
    ),
    Failure.NOT_CONCEALED: noop(
        "This protocol does not conceal {predictor}. Record its score openly."
    ),
    Failure.NOT_SEALABLE: noop(
        "What the release said cannot be sealed: {why}. Nothing was stored."
    ),
    Failure.NO_KEYS: noop(
        "This process has no prediction keys. Set CONCORD_PREDICTION_CLOSING_KEYS."
    ),
    Failure.USE_TAKEN_BACK: noop(
        "The participant took the use of their data by a model back. Nothing was stored."
    ),
    Failure.USE_NOT_AGREED: noop(
        "The participant has not agreed that a model uses their data. Nothing was stored. "
        "A new consent can agree to it."
    ),
    Failure.FOLLOW_UP_STOPPED: noop("The participant stopped follow-up. Nothing was stored."),
    Failure.NOT_PERMITTED: noop(
        "Whoever asked for this run may no longer run predictions at this site. "
        "Nothing was stored. Somebody who may can ask again."
    ),
    Failure.BROKEN: noop(
        "The predictor broke ({fault}). Nothing was stored. Run it again; if it breaks again, "
        "tell the model engineer."
    ),
}
