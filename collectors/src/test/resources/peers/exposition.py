"""Reads an exposition in Prometheus's text format with Prometheus's own Python client and shows its samples."""
import struct
import sys

from prometheus_client.parser import text_string_to_metric_families

for family in text_string_to_metric_families(sys.stdin.buffer.read().decode()):
    for sample in family.samples:
        labels = ";".join(sorted(f"{key}={value}" for key, value in sample.labels.items()))
        print(f"{sample.name}|{labels}|{struct.pack('>d', sample.value).hex()}")
