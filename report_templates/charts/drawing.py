"""The one door to vl-convert: a specification becomes an SVG drawing, and that a PNG picture."""

from report_templates.charts.chart import Spec

VERSION = "6.4"
"""Of Vega-Lite: a newer one may draw otherwise."""
_PICTURE_SCALE = 2


def drawn(spec: Spec) -> str:
    """Draw *spec*, which may not load anything, as SVG."""
    import vl_convert  # noqa: PLC0415 -- an agent that only measures has no vl-convert

    return vl_convert.vegalite_to_svg(spec, vl_version=VERSION, allowed_base_urls=[])


def picture(svg: str) -> bytes:
    """Return the drawing *svg* as PNG, twice its size."""
    import vl_convert  # noqa: PLC0415 -- see above

    return vl_convert.svg_to_png(svg, scale=_PICTURE_SCALE)
