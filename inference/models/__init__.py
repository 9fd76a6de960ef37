from inference.models.attempts import PredictionAttempt
from inference.models.predictions import Prediction
from inference.models.predictors import Predictor, PredictorRelease, ReleaseState

__all__ = ["Prediction", "PredictionAttempt", "Predictor", "PredictorRelease", "ReleaseState"]
