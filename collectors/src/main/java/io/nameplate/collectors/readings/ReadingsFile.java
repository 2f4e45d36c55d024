/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.readings;

import io.nameplate.model.language.Registry;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads a file in the readings format line by line; see {@code docs/readings-format.md}. Blank lines are passed over.
 * Not thread-safe.
 */
public final class ReadingsFile implements AutoCloseable {

    private final InputStream in;
    private final LineSplitter lines;
    private final LineParser parser;
    private long number;
    private long lastTs = Long.MIN_VALUE;

    private ReadingsFile(InputStream in, Registry registry) {
        this.in = in;
        this.lines = new LineSplitter(in);
        this.parser = new LineParser(registry);
    }

    /** Opens a file; readings of nodes and assets that the registry does not know are bad lines. */
    public static ReadingsFile open(Path file, Registry registry) throws IOException {
        return of(new BufferedInputStream(Files.newInputStream(file), 1 << 16), registry);
    }

    /** Reads from a stream, which {@link #close} closes. */
    public static ReadingsFile of(InputStream in, Registry registry) {
        return new ReadingsFile(in, registry);
    }

    /** The next line; empty at the end of the file. */
    public Optional<Line> next() throws IOException {
        while (lines.next()) {
            number++;
            if (!lines.blank()) {
                return Optional.of(inOrder(parser.parse(number, lines.bytes(), lines.offset(), lines.length())));
            }
        }
        return Optional.empty();
    }

    private Line inOrder(Line line) {
        if (line instanceof Line.Good good) {
            if (good.reading().ts() < lastTs) {
                return new BadLine(number, BadLine.Why.OUT_OF_ORDER, "'ts' is earlier than in the line before");
            }
            lastTs = good.reading().ts();
        }
        return line;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
