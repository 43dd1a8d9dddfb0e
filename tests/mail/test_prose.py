"""What people write in a letter: paragraphs, lists, bold, links, fields; and what they can never write into it."""

from aimf_events.mail import prose
from aimf_events.mail.prose import blocks_of, fields_in, filled, inline_html, plain_text, typeset


def html(source: str, **values: str) -> str:
    return "".join(str(inline_html(block.lines)) for block in blocks_of(source, values))


def test_paragraphs_lists_and_the_one_thing_to_do_are_told_apart() -> None:
    source = "{appel}\n\nVoici **deux** choses :\n- la photo\n- le nom\n\n[Répondre]({lien})"
    blocks = blocks_of(source, {"appel": "Madame la Maire,", "lien": "https://c.example/x"}, greeting="appel")
    assert [block.kind for block in blocks] == ["greeting", "text", "list", "action"]
    assert plain_text(blocks) == (
        "Madame la Maire,\n\nVoici deux choses :\n\n- la photo\n- le nom\n\nRépondre\nhttps://c.example/x"
    )


def test_nothing_written_becomes_html() -> None:
    assert html("<script>x</script> **<b>**") == "&lt;script&gt;x&lt;/script&gt; <strong>&lt;b&gt;</strong>"


def test_a_name_with_signs_stays_a_name() -> None:
    name = "**A** [payez](https://evil.example) {lien} <i>"
    assert html("Cher {n}", n=name) == "Cher <bdi>**A** [payez](https://evil.example) {lien} &lt;i&gt;</bdi>"
    corrected = filled("Cher {n}", {"n": name})
    assert plain_text(blocks_of(corrected, prose.LITERAL)) == f"Cher {name}"
    assert "href" not in "".join(str(inline_html(b.lines)) for b in blocks_of(corrected, prose.LITERAL))


def test_only_the_web_and_a_mailbox_are_links() -> None:
    assert html("[ici](javascript:alert) [là](data:x)") == "ici là"
    assert 'href="mailto:a@b.org"' in html("[écrire](mailto:a@b.org)")
    assert "https://c.example/x</a>." in html("Voyez https://c.example/x.")


def test_a_line_whose_fields_are_all_empty_is_not_written() -> None:
    source = "Places : {places}\n- Motif : {motif}\n\nBien à vous, {n}"
    assert plain_text(blocks_of(source, {"places": "", "motif": "", "n": "X"})) == "Bien à vous, X"
    assert filled(source, {"places": "", "motif": "", "n": "X"}) == "Bien à vous, X"


def test_fields_are_read_everywhere_they_may_stand() -> None:
    assert fields_in("{a} **{b}** [{c}]({d}) \\{e\\} { a }") == ["a", "b", "c", "d"]


def test_french_print_comes_by_itself_and_leaves_addresses_alone() -> None:
    assert typeset("L'adresse : https://a.example/?x=1:2 ; merci !", "fr") == (
        "L’adresse\u00a0: https://a.example/?x=1:2\u202f; merci\u202f!"
    )
    assert typeset('« a » et "b" ?', "fr") == '«\u00a0a\u00a0» et "b"\u202f?'
    assert typeset("What's this ?", "en") == "What's this ?"
