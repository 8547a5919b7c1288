"""The doors of the service record: one validation for the command line, for files and for the desk."""

from kaklet.service.entry import Checked, Complaint, ServiceError, check, enter, fields_of

__all__ = ["Checked", "Complaint", "ServiceError", "check", "enter", "fields_of"]
