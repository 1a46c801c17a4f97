"""Every sentence of the product that the city may say in its own words, and what may not be published."""

from functools import cache

from hall.web.wording import DEFAULT_FILE
from knowledge_base.lifecycle.soundness import common_faults
from knowledge_base.model.catalogue import Catalogue
from knowledge_base.policy_file import read_policy
from knowledge_base.policy_texts import DESK, HALL, answering_sentences, sentences, text_faults
from service_desk.policy import FILE as DESK_FILE


@cache
def own_sentences() -> dict[str, str]:
    """Return the product's own sentences by name."""
    return {
        **answering_sentences(),
        **dict(sentences(DESK, read_policy(DESK_FILE)["wording"])),
        **dict(sentences(HALL, read_policy(DEFAULT_FILE))),
    }


def publishing_faults(catalogue: Catalogue) -> list[str]:
    """Return why this may not be published: records that do not fit together, sentences that could not be said."""
    faults, own = common_faults(catalogue), own_sentences()
    for key, written in catalogue.texts.items():
        if key not in own:
            faults.append(f"提示语 {key}: 没有这一句")
        else:
            faults += [f"提示语 {key}: {fault}" for fault in text_faults(written.text, own[key])]
    return faults
