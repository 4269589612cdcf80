"""The launcher kernel: the stock `deno jupyter` behind a forwarder that mends what it lacks.

Deno's kernel cannot resolve a bare import outside a configured folder, loses outputs that race with
`idle`, hides syntax errors and cannot be interrupted while a cell awaits. This package starts it in a
private folder with a generated import map and passes every message through (see `forwarder` and `cells`).
"""
