"""Trains a model on annotated documents: `train` writes its folder, `train_on` gives a pipeline for a measurement."""

from beslutsnlp.training.training import Trained, train, train_on

__all__ = ["Trained", "train", "train_on"]
