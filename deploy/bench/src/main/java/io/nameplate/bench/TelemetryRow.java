/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * GPU telemetry of a whole site, 27,500 messages a second, from mosquitto to the disk: what the collector's process costs with each
 * client and form, beside the same client that receives and drops.
 */
final class TelemetryRow implements CollectorRow {

    private static final double SITE = 27_500;
    private static final String CORES = "cores for 27,500 messages/s";

    /**
     * How much of it there is.
     *
     * @param warm seconds before anything is measured
     * @param window seconds of a sample
     */
    record Plan(int blocks, int warm, int window) {
        static final int SAMPLES = 5;
        static final Plan WHOLE = new Plan(Bench.BLOCKS, 20, 4);
        static final Plan PART = new Plan(2 * Bench.BLOCKS / 5, 20, 4);
        static final Plan QUICK = new Plan(8, 3, 1);
    }

    /**
     * What is measured beside each other.
     *
     * @param halves which half of the nodes each connection takes, or all of them
     */
    record Way(String name, NodeMessages.Form form, String client, List<String> halves) {}

    static final Way HIVEMQ = new Way("hivemq", NodeMessages.Form.LINE, "hivemq", List.of("+"));
    private static final List<Way> WAYS = List.of(
            HIVEMQ,
            new Way("paho2", NodeMessages.Form.LINE, "paho", List.of("a", "b")),
            new Way("hivemq.json", NodeMessages.Form.JSON, "hivemq", List.of("+")));

    @Override
    public String name() {
        return "telemetry";
    }

    @Override
    public List<Figure> measure(Path folder, boolean quick) throws IOException, InterruptedException {
        List<Figure> figures = new ArrayList<>();
        if (!WireBroker.MOSQUITTO.isThere()) {
            System.err.println("· mosquitto is not installed: left out");
            return figures;
        }
        if (quick) {
            return measure(HIVEMQ, Plan.QUICK, folder.resolve(HIVEMQ.name()), true);
        }
        for (Way way : WAYS) {
            figures.addAll(measure(way, folder.resolve(way.name())));
        }
        return figures;
    }

    /** Of the whole site; where the machine does not keep up with that, which is said, of two fifths. */
    private static List<Figure> measure(Way way, Path folder) throws IOException, InterruptedException {
        try {
            return measure(way, Plan.WHOLE, folder.resolve("whole"), false);
        } catch (TelemetryRun.NotAllThere behind) {
            System.err.println(
                    "  " + way.name() + " does not hold the whole site on this machine: " + behind.getMessage());
            return measure(way, Plan.PART, folder.resolve("part"), false);
        }
    }

    /** @param together whether both receivers are measured at once: at full rate there is not the machine for it */
    private static List<Figure> measure(Way way, Plan plan, Path folder, boolean together)
            throws IOException, InterruptedException {
        List<TelemetryRun.Window> kept;
        try (TelemetryRun run = new TelemetryRun(way, plan, folder.resolve("collector"), true, together)) {
            kept = run.windows();
        }
        List<TelemetryRun.Window> dropped = kept;
        if (!together) {
            try (TelemetryRun run = new TelemetryRun(way, plan, folder.resolve("dropper"), false, true)) {
                dropped = run.windows();
            }
        }
        String name = "telemetry." + way.name() + ".";
        Figure.Yardstick receiving =
                new Figure.Yardstick("receive and drop", all(dropped, window -> window.dropper() * SITE));
        return List.of(
                new Figure(name + "cores", CORES, all(kept, window -> window.collector() * SITE), receiving),
                new Figure(name + "rate", "messages/s", all(kept, TelemetryRun.Window::rate), null),
                new Figure(name + "cores.mosquitto", CORES, all(kept, window -> window.broker() * SITE), null));
    }

    private interface Measure {
        double of(TelemetryRun.Window window);
    }

    private static List<Double> all(List<TelemetryRun.Window> windows, Measure measure) {
        return windows.stream().map(measure::of).toList();
    }
}
