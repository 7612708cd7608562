"""The figures of the service over a period, each with its formula: docs/reports.md.

`facts` is what they are reckoned from, `period` the days, `figures` what each fact counts for a
figure, `duty` the time of engineers, `report` sums and groups. All sums are of whole numbers (or of
`Decimal`), so that groups add up to the whole, and periods that abut to the one they make.
"""
