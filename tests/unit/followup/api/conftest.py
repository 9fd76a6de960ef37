import itertools
import json

import pytest

number = itertools.count(1)


@pytest.fixture
def send(client, nurse):
    client.force_login(nurse)

    def post(path, body, key=""):
        return client.post(
            path,
            json.dumps(body),
            content_type="application/json",
            headers={"Idempotency-Key": key or f"test-key-{next(number)}"},
        )

    return post
