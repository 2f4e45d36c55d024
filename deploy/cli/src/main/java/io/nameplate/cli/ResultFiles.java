/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.cli;

import io.nameplate.model.verdict.Content;
import io.nameplate.model.verdict.LineKey;
import io.nameplate.model.verdict.LineResult;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The files that settling writes, a line for each result, by lease, line and interval: contents, and what the capacity was used for, which is
 * no part of a content.
 */
final class ResultFiles {

    private final Optional<Path> out;
    private final Optional<Path> use;
    private final SortedMap<LineKey, List<String>> contents = new TreeMap<>();
    private final SortedMap<LineKey, List<String>> uses = new TreeMap<>();

    ResultFiles(Optional<Path> out, Optional<Path> use) {
        this.out = out;
        this.use = use;
    }

    /** The next result of its line. */
    void add(LineResult result) {
        Content content = result.content();
        LineKey line = new LineKey(content.lease(), content.line());
        if (out.isPresent()) {
            lines(contents, line).add(content.canonicalJson());
        }
        if (use.isPresent()) {
            lines(uses, line)
                    .add("{\"interval_start\":\"" + content.intervalStart() + "\",\"lease\":\"" + content.lease()
                            + "\",\"line\":\"" + content.line() + "\",\"use\":"
                            + result.use().canonicalJson() + "}");
        }
    }

    private static List<String> lines(SortedMap<LineKey, List<String>> all, LineKey line) {
        return all.computeIfAbsent(line, key -> new ArrayList<>());
    }

    /** Writes the files that are wanted and gives how many contents were written. */
    int write() throws IOException {
        if (use.isPresent()) {
            write(uses, use.get());
        }
        return out.isPresent() ? write(contents, out.get()) : 0;
    }

    private static int write(SortedMap<LineKey, List<String>> lines, Path file) throws IOException {
        int written = 0;
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            for (List<String> ofLine : lines.values()) {
                for (String line : ofLine) {
                    writer.write(line);
                    writer.write('\n');
                    written++;
                }
            }
        }
        return written;
    }
}
