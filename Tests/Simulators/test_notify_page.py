import html.parser


class Outline(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags = []
        self.attributes = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes.append((tag, dict(attributes)))


def test_an_empty_inbox_says_so(notify):
    response = notify.get("/")
    assert response.status_code == 200
    assert "None was sent yet" in response.text


def test_the_inbox_lists_the_newest_first(notify):
    notify.send_email(personalisation={"subject": "First", "body": "1"})
    notify.send_email(personalisation={"subject": "Second", "body": "2"})
    text = notify.get("/").text
    assert text.index("Second") < text.index("First")


def test_a_message_is_shown_whole(notify):
    identifier = notify.send_email().json()["id"]
    text = notify.get(f"/messages/{identifier}").text
    assert "Hello Kim" in text
    assert "kim@school.example" in text
    assert "message-1" in text


def test_pages_are_sound_html_without_script(notify):
    identifier = notify.send_email().json()["id"]
    for path in ("/", f"/messages/{identifier}"):
        response = notify.get(path)
        outline = Outline(response.text)
        assert outline.tags.count("h1") == 1
        assert outline.tags.count("main") == 1
        assert "script" not in outline.tags
        assert ("html", {"lang": "en"}) in outline.attributes
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]


def test_what_a_sender_wrote_stays_text(notify):
    identifier = notify.send_email(personalisation={"subject": "<b>&", "body": "<script>x</script>"}).json()["id"]
    for path in ("/", f"/messages/{identifier}"):
        assert "<b>" not in notify.get(path).text
        assert "<script>" not in notify.get(path).text


def test_an_unknown_message_is_not_found(notify):
    assert notify.get("/messages/aaaaaaaa-0000-4000-8000-000000000000").status_code == 404
    assert notify.get("/elsewhere").status_code == 404
