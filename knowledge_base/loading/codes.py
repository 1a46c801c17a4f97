"""The implementing code (实施编码): unified social credit code, level and basic code of an item (GB/T 39554.1)."""

import re

_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""Signs of a unified social credit code (GB 32100): I, O, Z, S and V are none of them."""
_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}[1-6][0-9A-Z]{12}")


def implementing_code_fault(code: str) -> str:
    """Return what is wrong with an implementing code, empty where nothing is."""
    if not _CODE.fullmatch(code):
        return f"实施编码需为31位（统一社会信用代码18位、行使层级1位、基本编码12位）, 现为 {code!r}"
    if code[17] != _check_sign(code[:17]):
        return f"实施编码前18位不是有效的统一社会信用代码: {code[:18]!r}"
    return ""


def _check_sign(body: str) -> str:
    """Return the check sign of the first 17 signs of a unified social credit code."""
    total = sum(_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(body))
    return _SIGNS[-total % 31]
