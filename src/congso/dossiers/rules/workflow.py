"""The workflow language as the desk speaks it. It lives in the catalogue, whose versions carry workflows as data."""

from congso.catalogue.rules.workflow_language import (
    FORMAT_VERSION,
    Branch,
    Party,
    Step,
    StepKind,
    Tier,
    Workflow,
    WorkflowRefused,
    deadline_hours,
    default_workflow,
    first_step,
    main_path,
    next_step,
    problems,
    step_back,
    step_words,
)

__all__ = [
    "FORMAT_VERSION",
    "Branch",
    "Party",
    "Step",
    "StepKind",
    "Tier",
    "Workflow",
    "WorkflowRefused",
    "deadline_hours",
    "default_workflow",
    "first_step",
    "main_path",
    "next_step",
    "problems",
    "step_back",
    "step_words",
]
