/* SPDX-License-Identifier: Apache-2.0
 *
 * The yardstick of bin/bench collectors --row modbus: reads 100 holding registers of each device in turn by libmodbus, over one
 * connection to each. Reads lines with a number of milliseconds and answers "= polls cpu-nanoseconds wall-nanoseconds" and "=.".
 * Arguments: the devices' ports on 127.0.0.1. */
#include <modbus/modbus.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static long long nanos(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

int main(int count, char **ports) {
    int devices = count - 1;
    modbus_t **open = calloc(devices > 0 ? devices : 1, sizeof *open);
    for (int i = 0; i < devices; i++) {
        open[i] = modbus_new_tcp("127.0.0.1", atoi(ports[i + 1]));
        if (open[i] == NULL || modbus_connect(open[i]) != 0) {
            perror("connect");
            return 1;
        }
    }
    uint16_t registers[100];
    char line[64];
    while (fgets(line, sizeof line, stdin) != NULL) {
        long long from = nanos(CLOCK_MONOTONIC), cpu = nanos(CLOCK_PROCESS_CPUTIME_ID), polls = 0;
        long long until = from + atoll(line) * 1000000LL;
        while (nanos(CLOCK_MONOTONIC) < until) {
            for (int i = 0; i < devices; i++, polls++) {
                if (modbus_read_registers(open[i], 0, 100, registers) != 100) {
                    perror("read");
                    return 1;
                }
            }
        }
        printf("= %lld %lld %lld\n=.\n", polls, nanos(CLOCK_PROCESS_CPUTIME_ID) - cpu, nanos(CLOCK_MONOTONIC) - from);
        fflush(stdout);
    }
    return 0;
}
