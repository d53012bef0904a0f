"""Runs openhands-agent-server and ends with whoever started it.

The suite keeps the other end of stdin open. When the suite is gone, however it went, stdin reads end of file and the
whole process group is killed, so no server is ever left behind.
"""

import os
import runpy
import signal
import sys
import threading


def end_with_parent():
    while sys.stdin.buffer.read(1):
        pass
    os.killpg(0, signal.SIGKILL)


threading.Thread(target=end_with_parent, daemon=True).start()
runpy.run_module("openhands.agent_server", run_name="__main__", alter_sys=True)
