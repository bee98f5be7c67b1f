"""All that makes a checkpoint: data, methods, the loop, measuring and figures."""
