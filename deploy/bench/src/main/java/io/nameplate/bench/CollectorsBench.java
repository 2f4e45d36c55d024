/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the collector costs, row by row: {@code bin/bench collectors}. With {@code --quick} all rows together take a minute at most. */
final class CollectorsBench {

    private static final List<CollectorRow> ROWS = List.of(
            new ParseRow(),
            new ModbusRow(),
            new ReadRow(Path.of(System.getProperty("nameplate.home", ""))),
            new TelemetryRow(),
            new SpoolRow(Clock.systemUTC()),
            new DrainRow(),
            new OutageRow(Clock.systemUTC(), System.err),
            new SoakRow(System.err));

    /** What the rows are called. */
    static final List<String> NAMES = ROWS.stream().map(CollectorRow::name).toList();

    private final boolean quick;
    private final @Nullable String only;
    private final PrintStream progress;

    /** @param only the name of the row to measure; null for all of them */
    CollectorsBench(boolean quick, @Nullable String only, PrintStream progress) {
        this.quick = quick;
        this.only = only;
        this.progress = progress;
    }

    /** Measures in an empty folder. */
    List<Figure> measure(Path folder) throws IOException, InterruptedException {
        List<Figure> figures = new ArrayList<>();
        for (CollectorRow row : ROWS) {
            if (only == null || only.equals(row.name())) {
                if ((quick && !row.isQuick()) || (only == null && row.isLong())) {
                    progress.println(
                            "· " + row.name() + " takes longer: left out, --row " + row.name() + " measures it");
                    continue;
                }
                progress.println("· " + row.name());
                figures.addAll(row.measure(Files.createDirectories(folder.resolve(row.name())), quick));
            }
        }
        return figures;
    }
}
