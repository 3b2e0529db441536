"""The scenario document: model, validation, plan."""
