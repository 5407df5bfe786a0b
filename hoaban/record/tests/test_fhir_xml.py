"""FHIR XML there and back without loss; what is not FHIR XML is refused by name and place."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hoaban.kernel.errors import HoaBanError
from hoaban.record.engine import fhir_xml, parse_json
from hoaban.record.engine.fhir_xml import NotFhirXml, NotWritable
from hoaban.record.tests.strategies import Json, resources

QUIET = settings(deadline=None, suppress_health_check=list(HealthCheck))
DIV = '<div xmlns="http://www.w3.org/1999/xhtml">'

PATIENT = """<?xml version="1.0" encoding="UTF-8"?>
<!-- invented -->
<Patient xmlns="http://hl7.org/fhir" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
         xsi:schemaLocation="http://hl7.org/fhir fhir-single.xsd">
  <id value="lan"/>
  <text><status value="generated"/><div xmlns="http://www.w3.org/1999/xhtml">Lò Thị <b>Lan</b><br></br>&#160;</div></text>
  <contained><Organization><id value="o"/><name value="Trạm &amp; xã"/></Organization></contained>
  <extension url="http://example.org/x"><valueDecimal value="1.50"/></extension>
  <active value="true"/>
  <name id="n1"><given value="Thị"/><given><extension url="http://example.org/y"><valueInteger value="-3"/></extension></given>
    <given id="g" value="Lan"/></name>
  <birthDate value="1999"><extension url="http://example.org/t"><valueTime value="08:00:00"/></extension></birthDate>
</Patient>
"""

PATIENT_JSON: Json = {
    "resourceType": "Patient",
    "id": "lan",
    "text": {"status": "generated", "div": DIV + "Lò Thị <b>Lan</b><br></br>&#160;</div>"},
    "contained": [{"resourceType": "Organization", "id": "o", "name": "Trạm & xã"}],
    "extension": [{"url": "http://example.org/x", "valueDecimal": Decimal("1.50")}],
    "active": True,
    "name": [
        {
            "id": "n1",
            "given": ["Thị", None, "Lan"],
            "_given": [
                None,
                {"extension": [{"url": "http://example.org/y", "valueInteger": -3}]},
                {"id": "g"},
            ],
        }
    ],
    "birthDate": "1999",
    "_birthDate": {"extension": [{"url": "http://example.org/t", "valueTime": "08:00:00"}]},
}


def exact(value: Any) -> str:
    """Equal only for the same tree with the same digits."""
    return json.dumps(value, sort_keys=True, default=lambda number: f"number {number}")


def patient(inside: str) -> bytes:
    return f'<Patient xmlns="http://hl7.org/fhir">{inside}</Patient>'.encode()


def test_a_document_gives_what_its_json_would() -> None:
    assert exact(fhir_xml.read(PATIENT.encode())) == exact(PATIENT_JSON)
    assert exact(fhir_xml.read(b"\xef\xbb\xbf" + PATIENT.encode())) == exact(PATIENT_JSON)


def test_elements_are_written_in_the_order_of_the_standard() -> None:
    shuffled = dict(reversed(PATIENT_JSON.items()))

    assert fhir_xml.write(shuffled) == fhir_xml.write(PATIENT_JSON)
    assert fhir_xml.write({"resourceType": "Basic", "id": "b", "code": {"text": '<&">\n'}}).decode() == (
        '<?xml version="1.0" encoding="UTF-8"?><Basic xmlns="http://hl7.org/fhir"><id value="b"/>'
        '<code><text value="&lt;&amp;&quot;&gt;&#10;"/></code></Basic>'
    )


def test_laid_out_for_people_it_says_the_same() -> None:
    pretty = fhir_xml.write(PATIENT_JSON, pretty=True)

    assert b'\n  <name id="n1">\n    <given value=' in pretty
    assert exact(fhir_xml.read(pretty)) == exact(PATIENT_JSON)


@settings(QUIET, max_examples=150)
@given(resources(), st.booleans())
def test_any_resource_survives_the_way_there_and_back(resource: Json, pretty: bool) -> None:
    assert exact(fhir_xml.read(fhir_xml.write(resource, pretty=pretty))) == exact(resource)


@settings(QUIET, max_examples=60)
@given(resources())
def test_any_resource_survives_the_store_text(resource: Json) -> None:
    assert exact(parse_json.loads(parse_json.dumps(resource))) == exact(resource)


def test_a_narrative_that_leans_on_names_around_it_becomes_a_document_of_its_own() -> None:
    document = (
        '<Basic xmlns="http://hl7.org/fhir" xmlns:h="http://www.w3.org/1999/xhtml">'
        '<text><status value="generated"/><h:div>a<h:div title=">">b</h:div></h:div></text></Basic>'
    )

    read = fhir_xml.read(document.encode())

    assert fhir_xml.read(fhir_xml.write({**read, "text": {**read["text"], "div": DIV + "x</div>"}}))
    assert read["text"]["div"].startswith("<h:div xmlns")
    assert "</h:div></h:div>" in read["text"]["div"]


def test_several_narratives_keep_to_their_resources() -> None:
    tricky = [
        f"{DIV}<!-- </div> --><div/>1</div>",
        f"{DIV}<![CDATA[</div>]]>2</div>",
        f'{DIV}<p title="</div".>'.replace('"</div".', "'/&gt;div>'") + "3</p></div>",
    ]
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [
            {"resource": {"resourceType": "Basic", "text": {"status": "generated", "div": each}}}
            for each in tricky
        ],
    }

    assert exact(fhir_xml.read(fhir_xml.write(bundle))) == exact(bundle)


@pytest.mark.parametrize(
    ("data", "place", "said"),
    [
        (b"", "line 1", "wrong syntax"),
        (b"{}", "line 1", "wrong syntax"),
        (patient("<active value='true'/>")[:-3], "line 1", "wrong syntax"),
        (patient("<active value='true' value='true'/>"), "line 1", "wrong syntax"),
        (patient("<active value='&nbsp;'/>"), "line 1", "wrong syntax"),
        ("<Patient/>".encode("utf-16"), "byte 0", "not UTF-8"),
        (patient("\xff").replace("\xff".encode(), b"\xff"), "byte 37", "not UTF-8"),
        (b'<?xml version="1.0" encoding="ISO-8859-1"?>' + patient(""), "line 1", "declared as UTF-8"),
        (b"<!DOCTYPE Patient>" + patient(""), "line 1", "document type"),
        (b"<?xml version='1.0'?>\n<!-- x -->\n<?y z?> <!DOCTYPE a [<!ENTITY b 'c'>]>" + patient(""), "line 3", "document type"),
        (b"<Patient/>", "Patient", "no R4 type"),
        (b'<Patient xmlns="http://hl7.org/fhir/"/>', "Patient", "no R4 type"),
        (b'<Quantity xmlns="http://hl7.org/fhir"/>', "Quantity", "no R4 type"),
        (b'<Patient xmlns="http://hl7.org/fhir" id="x"/>', "Patient", "unknown attribute"),
        (patient("<contained><Basic id='x'><id value='y'/></Basic></contained>"), "Patient.contained.Basic", "unknown attribute"),
        (patient("<name use='official'/>"), "Patient.name", "unknown attribute"),
        (patient("<active values='true'/>"), "Patient.active", "unknown attribute"),
        (patient("<age value='3'/>"), "Patient.age", "not an element that R4 knows here"),
        (patient("<x:active xmlns:x='urn:x' value='true'/>"), "Patient.active", "not an element"),
        (patient("<gender value='male'/><active value='true'/>"), "Patient.active", "out of order"),
        (patient("<active value='true'/><active value='true'/>"), "Patient.active[1]", "more than once"),
        (patient("<birthDate id='a'/><birthDate id='b'/>"), "Patient.birthDate[1]", "more than once"),
        (patient("<maritalStatus><text value='a'/></maritalStatus><maritalStatus><text value='a'/></maritalStatus>"),
         "Patient.maritalStatus[1]", "more than once"),
        (patient("<name/><name><given/></name>"), "Patient.name[0]", "must not be empty"),
        (patient("<name><given value='a'/><given/></name>"), "Patient.name.given[1]", "must not be empty"),
        (patient("<active value='1'/>"), "Patient.active", "is not a boolean"),
        (patient("<multipleBirthInteger value='+1'/>"), "Patient.multipleBirthInteger", "is not a integer"),
        (patient("<name>Lan</name>"), "Patient.name", "text outside"),
        (patient("<contained/>"), "Patient.contained", "exactly one resource"),
        (patient("<contained><Basic/><Basic/></contained>"), "Patient.contained", "exactly one resource"),
        (patient("<div xmlns='http://www.w3.org/1999/xhtml'/>"), "Patient.div", "not an element"),
    ],
)  # fmt: skip
def test_what_is_not_fhir_xml_is_refused_with_its_place(data: bytes, place: str, said: str) -> None:
    with pytest.raises(NotFhirXml, match=said) as refusal:
        fhir_xml.read(data)
    assert refusal.value.place == place
    assert refusal.value.status == 400
    assert place in refusal.value.message_vi


BOMB = "<!DOCTYPE b [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY a{number} '{'&a' + str(number - 1) + ';' * 1}{('&a' + str(number - 1) + ';') * 9}'>"
    for number in range(1, 9)
)


@pytest.mark.parametrize(
    "data",
    [
        (BOMB + "]>").encode() + patient("<language value='&a8;'/>"),
        b"<!DOCTYPE a SYSTEM 'file:///etc/hostname'>" + patient(""),
        b"<" * 1_000_000,
        b"<a>" * 500_000,
        b"<!--" * 500_000,
        b"<?" * 500_000,
        b"<!-- -->" * 200_000,
        b" " * 3_000_000,
        patient("<extension url='u'>" * 1_500 + "</extension>" * 1_500),
        patient("<contained><Basic>" * 120 + "</Basic></contained>" * 120),
        patient("<text><status value='generated'/>" + DIV + "<p>" * 3_000 + "</p>" * 3_000 + "</div></text>"),
        patient("<x xmlns:a='u' a:b='' c:d=''/>"),
        patient("<active " + " ".join(f"a{number}='1'" for number in range(20_000)) + "/>"),
    ],
)
def test_hostile_documents_end_in_a_named_refusal(data: bytes) -> None:
    with pytest.raises(NotFhirXml):
        fhir_xml.read(data)


def test_length_and_number_of_tags_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotFhirXml, match="longer than 9 bytes"):
        fhir_xml.read(patient(""), max_bytes=9)
    monkeypatch.setattr("hoaban.record.engine.fhir_xml.reader.MAX_TAGS", 3)
    with pytest.raises(NotFhirXml, match="more than 3 tags"):
        fhir_xml.read(patient("<id value='a'/><language value='b'/>"))


def test_an_attachment_beyond_ten_megabytes_is_read() -> None:
    binary = {"resourceType": "Binary", "contentType": "a/b", "data": "QUJD" * 3_000_000}

    assert fhir_xml.read(fhir_xml.write(binary)) == binary


@settings(QUIET, max_examples=150)
@given(st.data())
def test_broken_documents_give_a_resource_or_a_named_refusal(data: st.DataObject) -> None:
    written = fhir_xml.write(data.draw(resources()))
    at = data.draw(st.integers(0, len(written)))
    cut = data.draw(st.integers(0, 20))
    bits = st.sampled_from(
        [b"<", b">", b"/", b'"', b"&", b"<!--", b"<div>", b"</div>", b"<![CDATA[", b"<?a?>", b"\x00", b"\xff"]
    )
    broken = written[:at] + data.draw(bits | st.binary(max_size=4)) + written[at + cut :]  # fmt: skip
    try:
        read = fhir_xml.read(broken)
    except HoaBanError:
        return
    assert read["resourceType"]


@pytest.mark.parametrize(
    ("resource", "place"),
    [
        ({"resourceType": "Nurse"}, "Resource"),
        ({"id": "x"}, "Resource"),
        ({"resourceType": "Patient", "age": 3}, "Patient"),
        ({"resourceType": "Patient", "active": "true"}, "Patient.active"),
        ({"resourceType": "Patient", "active": None}, "Patient.active"),
        ({"resourceType": "Patient", "multipleBirthInteger": True}, "Patient.multipleBirthInteger"),
        ({"resourceType": "Patient", "multipleBirthInteger": 1.5}, "Patient.multipleBirthInteger"),
        ({"resourceType": "Patient", "name": {"text": "x"}}, "Patient.name"),
        ({"resourceType": "Patient", "name": ["x"]}, "Patient.name[0]"),
        ({"resourceType": "Patient", "name": [{"given": "x"}]}, "Patient.name[0].given"),
        ({"resourceType": "Patient", "name": [{"given": ["a\x01"]}]}, "Patient.name[0].given[0]"),
        ({"resourceType": "Patient", "name": [{"given": ["a", None]}]}, "Patient.name[0].given[1]"),
        ({"resourceType": "Patient", "contained": [{}]}, "Patient.contained[0]"),
        ({"resourceType": "Patient", "extension": [{"url": 3}]}, "Patient.extension[0].url"),
        *(
            ({"resourceType": "Patient", "text": {"div": div}}, "Patient.text.div")
            for div in (3, "x", "<div>x</div>", DIV, DIV + "&nbsp;</div>", DIV + "</div>x", DIV + "\x01</div>",
                        DIV + "<p xmlns='u'/></div>", "<div xmlns='u'/>", "<divx/>", DIV + "\ud800</div>")
        ),
    ],
)  # fmt: skip
def test_what_has_no_xml_form_is_refused_with_its_place(resource: Json, place: str) -> None:
    with pytest.raises(NotWritable) as refusal:
        fhir_xml.write(resource)
    assert refusal.value.place == place


def test_depth_is_bounded_in_writing() -> None:
    extension: Json = {"url": "u", "valueBoolean": True}
    for _ in range(3_000):
        extension = {"url": "u", "extension": [extension]}
    with pytest.raises(NotWritable, match="nested"):
        fhir_xml.write({"resourceType": "Basic", "extension": [extension]})
