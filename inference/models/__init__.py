from inference.models.attempts import PredictionAttempt
from inference.models.opened import OpenedPrediction
from inference.models.predictions import Prediction
from inference.models.predictors import Predictor, PredictorRelease, ReleaseState
from inference.models.score_files import ScoreFile
from inference.models.sealed import Commitment, Reveal, SealedPrediction
from inference.models.series import Series, Upload

__all__ = [
    "Commitment",
    "OpenedPrediction",
    "Prediction",
    "PredictionAttempt",
    "Predictor",
    "PredictorRelease",
    "ReleaseState",
    "Reveal",
    "ScoreFile",
    "SealedPrediction",
    "Series",
    "Upload",
]
