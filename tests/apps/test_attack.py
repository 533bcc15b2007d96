"""A visitor who speaks to the server directly cannot make it run code or tell about itself."""

from __future__ import annotations

import asyncio
import json
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import websocket_connect

pytestmark = pytest.mark.app


def _message(kind: str, channel: str, **content) -> str:
    header = {
        "msg_id": uuid.uuid4().hex,
        "msg_type": kind,
        "username": "",
        "session": uuid.uuid4().hex,
        "version": "5.3",
    }
    return json.dumps(
        {
            "header": header,
            "parent_header": {},
            "metadata": {},
            "content": content,
            "channel": channel,
        }
    )


def _heard(url: str, *messages: str) -> list[dict]:
    """Return what is heard until the reply to an allowed request, sent last, proves the channel."""
    proof = _message("kernel_info_request", "shell")
    # In a thread of its own: the browser's driver keeps a loop running in this one.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(
            asyncio.run, _talk(url, [*messages, proof], "kernel_info_reply")
        ).result()


async def _talk(url: str, messages: list[str], last: str) -> list[dict]:
    """Send the messages, then read until a reply of type ``last`` arrives."""
    socket = await websocket_connect(url)
    for message in messages:
        await socket.write_message(message)
    heard = []
    while not any(each["msg_type"] == last for each in heard):
        text = await asyncio.wait_for(socket.read_message(), 60)
        assert text is not None
        heard.append(json.loads(text))
    socket.close()
    return heard


@pytest.fixture
def channel(small):
    """Return the address of a new session's channels."""
    kernel = small.kernel("apps/drop_planner?twin=rug_studio")
    return f"{small.address}api/kernels/{kernel}/channels".replace("http", "ws", 1)


@pytest.mark.parametrize("lane", ["shell", "control"])
def test_code_is_not_executed(channel, tmp_path, lane):
    marker = tmp_path / "marker"
    code = f"open({str(marker)!r}, 'w').close()"
    attack = _message(
        "execute_request",
        lane,
        code=code,
        silent=False,
        store_history=False,
        user_expressions={},
        allow_stdin=False,
        stop_on_error=False,
    )
    heard = _heard(channel, attack)
    assert not marker.exists()
    assert "execute_reply" not in {each["msg_type"] for each in heard}


@pytest.mark.parametrize(
    "kind", ["complete_request", "inspect_request", "history_request", "debug_request"]
)
def test_the_session_is_not_inspected(channel, kind):
    request = _message(
        kind, "shell", code="open", cursor_pos=4, hist_access_type="tail", output=True, raw=True
    )
    heard = _heard(channel, request)
    assert kind.replace("request", "reply") not in {each["msg_type"] for each in heard}


def test_no_traceback_reaches_the_visitor(channel, small):
    broken = _message(
        "comm_open", "shell", comm_id="x", target_name="jupyter.widget", data={"state": {}}
    )
    heard = _heard(channel, broken)
    assert not {"stream", "error"} & {each["msg_type"] for each in heard}
    assert "Traceback" not in json.dumps(heard)


def test_another_site_cannot_connect(channel):
    async def connect():
        request = HTTPRequest(channel, headers={"Origin": "http://evil.example"})
        await websocket_connect(request)

    with ThreadPoolExecutor(1) as pool, pytest.raises(HTTPClientError) as refused:
        pool.submit(asyncio.run, connect()).result()
    assert refused.value.code == 403


def test_a_session_is_not_ended_by_another_site(small):
    kernel = small.kernel("apps/drop_planner?twin=rug_studio")
    for method, path in (("POST", f"session/{kernel}/end"), ("DELETE", f"api/kernels/{kernel}")):
        answer = small.open(path, method=method, Origin="http://evil.example")
        assert answer.status in {403, 404, 405}
    assert small.lives(kernel)
