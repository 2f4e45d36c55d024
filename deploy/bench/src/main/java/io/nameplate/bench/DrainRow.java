/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How fast a spool drains to the stream job over mosquitto while the whole site goes on live. */
final class DrainRow implements CollectorRow {

    private static final int WARM = 120;
    private static final int BACKLOG = 1_800;
    private static final int LIVE = 60;
    private static final List<String> CLIENTS = List.of("hivemq", "paho");

    @Override
    public String name() {
        return "drain";
    }

    @Override
    public boolean isQuick() {
        return false;
    }

    @Override
    public List<Figure> measure(Path folder, boolean quick) throws IOException, InterruptedException {
        List<Figure> figures = new ArrayList<>();
        for (String client : CLIENTS) {
            figures.add(new Figure(
                    "drain." + client,
                    "times live, of " + BACKLOG + " s of the site, live going on",
                    List.of(drain(client, folder.resolve(client))),
                    null));
        }
        return figures;
    }

    private static double drain(String client, Path folder) throws IOException, InterruptedException {
        WireSite site = WireSite.steady(Bench.BLOCKS, WireBench.INTERVAL, WireBench.START);
        try (WireRun run = new WireRun(folder, WireBroker.MOSQUITTO, client, site, new CountingLedger(site.yaml()))) {
            run.play(WARM, 0);
            run.killJob();
            run.append(BACKLOG, 0);
            double drain = run.restore(BACKLOG, LIVE).drain();
            run.verify();
            return drain;
        }
    }
}
