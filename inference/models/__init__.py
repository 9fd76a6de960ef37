from inference.models.predictions import Prediction
from inference.models.predictors import Predictor, PredictorRelease

__all__ = ["Prediction", "Predictor", "PredictorRelease"]
