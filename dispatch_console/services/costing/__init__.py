"""What tickets cost: `reckoning` finds the lines of one, `keeping` writes what people enter,
`finance` exports, `sources` is where other features say what parts cost and what is covered.
"""
