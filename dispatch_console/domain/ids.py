"""Identifiers: database keys, one type each so that they cannot be mixed up."""

from typing import NewType

TicketId = NewType("TicketId", int)
EngineerId = NewType("EngineerId", int)
ShiftId = NewType("ShiftId", int)
VisitId = NewType("VisitId", int)
RegionId = NewType("RegionId", int)
CustomerId = NewType("CustomerId", int)
SiteId = NewType("SiteId", int)
AssetId = NewType("AssetId", int)
QueueId = NewType("QueueId", int)
SlaPolicyId = NewType("SlaPolicyId", int)
WorkflowId = NewType("WorkflowId", int)
RateId = NewType("RateId", int)
CostEntryId = NewType("CostEntryId", int)
SurveyId = NewType("SurveyId", int)
