"""All that makes a checkpoint: data, methods, the loop, measuring and figures."""

import time

# When a command began, as seconds since 1970: before what takes seconds to import.
STARTED = time.time()
