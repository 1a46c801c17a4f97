"""Inspection (专项检查): rules that find what is wrong in the base before a citizen does."""

from knowledge_base.inspection.inspecting import inspect
from knowledge_base.inspection.registry import RULES
from knowledge_base.inspection.rule import SEVERITIES, Finding, Rule, Severity

__all__ = ("RULES", "SEVERITIES", "Finding", "Rule", "Severity", "inspect")
