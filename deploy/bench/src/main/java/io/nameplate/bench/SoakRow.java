/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Half an hour of the whole site without a pause: whether the collector's heap and memory stay where they are. */
final class SoakRow implements CollectorRow {

    private static final int MINUTES = 30;
    private static final int HEAP_EVERY = 5;
    private static final double MEGA = 1e6;

    private final PrintStream progress;
    private final List<TelemetryRun.Minute> minutes = new ArrayList<>();

    SoakRow(PrintStream progress) {
        this.progress = progress;
    }

    @Override
    public String name() {
        return "soak";
    }

    @Override
    public boolean isQuick() {
        return false;
    }

    @Override
    public boolean isLong() {
        return true;
    }

    @Override
    public List<Figure> measure(Path folder, boolean quick) throws IOException, InterruptedException {
        SpoolCheck.Found found;
        try (TelemetryRun run = new TelemetryRun(TelemetryRow.HIVEMQ, TelemetryRow.Plan.WHOLE, folder, true, false)) {
            found = run.soak(MINUTES, HEAP_EVERY, this::note);
        }
        if (!found.lacking().isEmpty()) {
            progress.println("  " + found.lacking());
        }
        List<Double> heap = minutes.stream()
                .filter(minute -> minute.liveHeapBytes() > 0)
                .map(minute -> minute.liveHeapBytes() / MEGA)
                .toList();
        List<Double> resident =
                minutes.stream().map(minute -> minute.residentBytes() / MEGA).toList();
        return List.of(
                figure(
                        "soak.cores",
                        "cores, minute by minute",
                        minutes.stream().map(TelemetryRun.Minute::cores).toList()),
                figure("soak.heap.begin", "MB of the heap that live, the first third", third(heap, 0)),
                figure("soak.heap.end", "MB of the heap that live, the last third", third(heap, 2)),
                figure("soak.resident.begin", "MB of the process, the first third", third(resident, 0)),
                figure("soak.resident.end", "MB of the process, the last third", third(resident, 2)),
                figure(
                        "soak.missing",
                        "of " + found.sent() + " node messages that do not stand in their second",
                        List.of((double) (found.sent() - found.whole()))));
    }

    private static Figure figure(String name, String unit, List<Double> values) {
        return new Figure(name, unit, values, null);
    }

    private static List<Double> third(List<Double> values, int which) {
        return values.subList(which * values.size() / 3, (which + 1) * values.size() / 3);
    }

    private void note(TelemetryRun.Minute minute) {
        minutes.add(minute);
        progress.println("  after %d min: %.2f cores, %.0f MB%s"
                .formatted(
                        minutes.size(),
                        minute.cores(),
                        minute.residentBytes() / MEGA,
                        minute.liveHeapBytes() == 0
                                ? ""
                                : ", of the heap %.0f MB live".formatted(minute.liveHeapBytes() / MEGA)));
    }
}
