"""What a Python team would use: Celery and Snowpark Python, on the same server. argv: host, port, jobs, PID of the server."""
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

from celery import Celery

HOST, PORT, JOBS, SERVER = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
BROKER = os.environ.get("FIRN_PEER_BROKER", "")
PROCESSES = 2
HERTZ = os.sysconf("SC_CLK_TCK")

app = Celery("peer", broker=BROKER + "/0", backend=BROKER + "/1")
app.conf.update(task_serializer="json", accept_content=["json"], worker_send_task_events=False,
                broker_connection_retry_on_startup=True)
session = None


@app.task(name="one")
def one():
    global session
    if session is None:
        from snowflake.snowpark import Session
        session = Session.builder.configs(dict(user="firn", password="firn", account="local", host=HOST, port=PORT,
                                               protocol="http", database="FIRN", schema="PUBLIC",
                                               session_parameters={"CLIENT_TELEMETRY_ENABLED": False})).create()
    return session.sql("select 1").collect_nowait().result()[0][0]


def cpu(pid):
    try:
        fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / HERTZ
    except FileNotFoundError:
        return 0.0


def children(pid):
    return [pid] + [int(entry) for entry in os.listdir("/proc")
                    if entry.isdigit() and parent(entry) == pid]


def parent(pid):
    try:
        return int(open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()[1])
    except FileNotFoundError:
        return 0


def main():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    redis = subprocess.Popen(["redis-server", "--port", str(port), "--save", "", "--appendonly", "yes", "--dir",
                              tempfile.mkdtemp()], stdout=subprocess.DEVNULL)
    broker = f"redis://127.0.0.1:{port}"
    here = os.path.dirname(os.path.abspath(__file__))
    code = f"import sys; sys.argv = {['celery', HOST, str(PORT), str(JOBS), str(SERVER)]!r}; import celery_peer; " \
           f"celery_peer.app.worker_main(['worker', '-P', 'prefork', '-c', '{PROCESSES}', '-l', 'WARNING'])"
    worker = subprocess.Popen([sys.executable, "-c", code], cwd=here, env=dict(os.environ, FIRN_PEER_BROKER=broker),
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        app.conf.update(broker_url=broker + "/0", result_backend=broker + "/1")
        for result in [one.delay() for _ in range(40)]:
            result.get(timeout=120)
        used = lambda: dict(client=time.process_time(), worker=sum(map(cpu, children(worker.pid))),
                            redis=cpu(redis.pid), server=cpu(SERVER))
        before, begun = used(), time.perf_counter()
        for result in [one.delay() for _ in range(JOBS)]:
            result.get(timeout=120)
        seconds, after = time.perf_counter() - begun, used()
        alone = []
        for _ in range(50):
            start = time.perf_counter()
            one.delay().get(timeout=60)
            alone.append((time.perf_counter() - start) * 1000)
        print(json.dumps(dict(perSecond=round(JOBS / seconds, 1), p50=round(statistics.median(alone), 1),
                              cpu={part: round((after[part] - before[part]) / JOBS * 1000, 2) for part in after})))
    finally:
        os.killpg(worker.pid, signal.SIGTERM)
        worker.wait()
        redis.terminate()
        redis.wait()


if __name__ == "__main__":
    main()
