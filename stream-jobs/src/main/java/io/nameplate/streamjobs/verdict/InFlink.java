/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.verdict;

import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.util.Collector;

/** A desk's surroundings while Flink runs it. */
record InFlink<T>(TimerService timers, Collector<T> out) implements Surroundings<T> {

    @Override
    public long now() {
        return timers.currentProcessingTime();
    }

    @Override
    public void send(T word) {
        out.collect(word);
    }

    @Override
    public void setTimer(long at) {
        timers.registerProcessingTimeTimer(at);
    }

    @Override
    public void dropTimer(long at) {
        timers.deleteProcessingTimeTimer(at);
    }
}
