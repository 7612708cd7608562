"""The knowledge base: a window to search, read, write and review articles, a tab of the inspector
and the suggestions of a call.

Shows what it is given and says what is wanted; `shell.knowledge_flow` asks the services. Whatever
people wrote is shown as plain words: never as HTML, and nothing is fetched.
"""

from dispatch_console.ui.knowledge.panel import KnowledgePanel
from dispatch_console.ui.knowledge.window import KnowledgeWindow

__all__ = ["KnowledgePanel", "KnowledgeWindow"]
