"""The search's compiled core: ruin and recreate over flat arrays.

`tables` turns a problem into arrays, `route` times and prices one route exactly as the evaluator
does, `place` finds where a ticket goes, `crews` places tickets that depend on each other, `walk`
is the annealing. `engine` is the only module that others import.

After Christiaens and Vanden Berghe, "Slack Induction by String Removals" (Transportation Science,
2020), widened to breaks, due times, promises, load and the other rules of field service.
"""
