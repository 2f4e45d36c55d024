/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.cli;

import static java.util.stream.Collectors.groupingBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.nameplate.collectors.spool.Damage;
import io.nameplate.collectors.spool.SpoolReader;
import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.wire.Column;
import io.nameplate.model.wire.Frames;
import io.nameplate.model.wire.Lost;
import io.nameplate.model.wire.PlantReadings;
import io.nameplate.model.wire.UpRecord;
import io.nameplate.model.wire.ValueFlag;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a spool's records say, a line of JSON for each plant reading, each node and slot, and each loss, in the order of
 * the records. For looking, not for settling: {@code settle --spool} takes the records themselves.
 *
 * @param from the first instant of interest, where one was given; {@code to} is exclusive
 */
record SpoolExport(
        Path file,
        Optional<Instant> from,
        Optional<Instant> to,
        Optional<String> asset,
        Optional<String> point,
        Optional<String> node) {

    static SpoolExport of(Arguments arguments) {
        return new SpoolExport(
                arguments.needed("--out"),
                arguments.instant("--from"),
                arguments.instant("--to"),
                arguments.text("--asset"),
                arguments.text("--point"),
                arguments.text("--node"));
    }

    int run(Path folder, PrintStream err) throws IOException {
        SpoolReader reader = SpoolReader.open(folder);
        long lines;
        try (Lines out = new Lines(file)) {
            reader.forEach(record -> {
                try {
                    write(record, out);
                } catch (IOException broken) {
                    throw new UncheckedIOException(broken);
                }
            });
            lines = out.count;
        } catch (UncheckedIOException broken) {
            throw broken.getCause();
        }
        reader.damages().forEach(err::println);
        err.println(lines + " lines in " + file);
        return reader.damages().stream().allMatch(Damage::tornTail) ? Nameplate.DONE : Nameplate.WRONG_INPUT;
    }

    private void write(UpRecord record, Lines out) throws IOException {
        boolean plantOnly = asset.isPresent() || point.isPresent();
        switch (record.kind()) {
            case PLANT -> {
                if (node.isEmpty()) {
                    for (PlantReadings.Reading reading :
                            PlantReadings.parse(record.body()).readings()) {
                        plant(record, reading, out);
                    }
                }
            }
            case FRAMES -> {
                if (!plantOnly) {
                    frames(record, Frames.parse(record.body()), out);
                }
            }
            case LOST -> {
                if (!plantOnly && node.isEmpty()) {
                    lost(record, Lost.parse(record.body()), out);
                }
            }
            case FIN, OTHER -> {
                // says nothing of a node or a point
            }
        }
    }

    private boolean isWanted(long millis) {
        Instant at = Instant.ofEpochMilli(millis);
        return from.map(first -> !at.isBefore(first)).orElse(true)
                && to.map(end -> at.isBefore(end)).orElse(true);
    }

    private void plant(UpRecord record, PlantReadings.Reading reading, Lines out) throws IOException {
        if (!isWanted(reading.tsMillis())
                || !asset.map(reading.asset().value()::equals).orElse(true)
                || !point.map(reading.point()::equals).orElse(true)) {
            return;
        }
        JsonGenerator json = out.begin(record);
        json.writeStringField("ts", Instant.ofEpochMilli(reading.tsMillis()).toString());
        json.writeStringField(
                "received", Instant.ofEpochMilli(reading.receivedMillis()).toString());
        json.writeStringField("asset", reading.asset().value());
        json.writeStringField("point", reading.point());
        if (Double.isFinite(reading.value())) {
            json.writeNumberField("value", reading.value());
        }
        json.writeStringField("unit", reading.unit());
        json.writeStringField("quality", word(reading.quality()));
        json.writeStringField("reason", reading.reason().label());
        out.end();
    }

    private void frames(UpRecord record, Frames frames, Lines out) throws IOException {
        if (!isWanted(frames.firstSlot() * 1_000)) {
            return;
        }
        Map<Integer, List<Frames.Flag>> flags = frames.flags().stream().collect(groupingBy(Frames.Flag::node));
        for (int i = 0; i < frames.nodeCount(); i++) {
            if (node.isPresent() && !node.get().equals(frames.node(i))) {
                continue;
            }
            JsonGenerator json = out.begin(record);
            json.writeStringField(
                    "slot", Instant.ofEpochSecond(frames.firstSlot()).toString());
            json.writeNumberField("seconds", frames.slotSeconds());
            json.writeNumberField("slots", frames.slotCount());
            json.writeStringField("hall", String.valueOf(record.hall().orElse(null)));
            json.writeStringField("node", frames.node(i));
            if (frames.absentCode(i) == 0) {
                data(frames, i, flags.getOrDefault(i, List.of()), json);
            } else {
                absent(frames.absentCode(i), json);
            }
            out.end();
        }
    }

    private static void absent(long code, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("absent");
        json.writeStringField("reason", word(Evidence.absentReason(code)));
        json.writeStringField("witness", word(Evidence.witness(code)));
        json.writeStringField("port", word(Evidence.port(code)));
        json.writeStringField(
                "since", Instant.ofEpochSecond(Evidence.since(code)).toString());
        json.writeBooleanField("rebooted", Evidence.isRebooted(code));
        json.writeEndObject();
    }

    private static void data(Frames frames, int node, List<Frames.Flag> flags, JsonGenerator json) throws IOException {
        time("ts", frames.tsMillis(node), json);
        time("received", frames.receivedMillis(node), json);
        json.writeNumberField("gpu_count", frames.gpuCount(node));
        json.writeArrayFieldStart("gpus");
        for (int gpu = 0; gpu < frames.gpusPerNode(); gpu++) {
            json.writeStartObject();
            json.writeNumberField("gpu", gpu);
            json.writeBooleanField("present", frames.present(node, gpu));
            for (Column column : Column.values()) {
                long value = frames.value(column, node, gpu);
                if (value != Frames.BLANK && frames.present(node, gpu)) {
                    json.writeNumberField(word(column), value);
                }
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        if (!flags.isEmpty()) {
            flags(flags, json);
        }
    }

    private static void time(String field, long millis, JsonGenerator json) throws IOException {
        if (millis != Frames.BLANK) {
            json.writeStringField(field, Instant.ofEpochMilli(millis).toString());
        }
    }

    private static void flags(List<Frames.Flag> flags, JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("flags");
        for (Frames.Flag flag : flags) {
            ValueFlag said = flag.said();
            json.writeStartObject();
            if (flag.gpu() != Frames.WHOLE_NODE) {
                json.writeNumberField("gpu", flag.gpu());
            }
            json.writeStringField("value", said.of().label());
            json.writeStringField("quality", word(said.quality()));
            json.writeStringField("reason", said.reason().label());
            raw(said, json);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void raw(ValueFlag said, JsonGenerator json) throws IOException {
        if (Double.isNaN(said.raw())) {
            return;
        }
        if (said.of() == ValueFlag.Of.TIME) {
            time("raw", (long) said.raw(), json);
        } else if (Double.isInfinite(said.raw())) {
            json.writeStringField("raw", Double.toString(said.raw()));
        } else {
            json.writeNumberField("raw", said.raw());
        }
    }

    private static void lost(UpRecord record, Lost lost, Lines out) throws IOException {
        JsonGenerator json = out.begin(record);
        json.writeObjectFieldStart("lost");
        json.writeStringField("epoch", lost.epoch().value());
        json.writeNumberField("from", lost.from());
        json.writeNumberField("to", lost.to());
        json.writeStringField(
                "first_slot", Instant.ofEpochSecond(lost.firstSlot()).toString());
        json.writeStringField(
                "last_slot", Instant.ofEpochSecond(lost.lastSlot()).toString());
        json.writeStringField("reason", word(lost.reason()));
        json.writeEndObject();
        out.end();
    }

    private static String word(@Nullable Enum<?> constant) {
        return constant == null ? "unknown" : constant.name().toLowerCase(Locale.ROOT);
    }

    /** A file of JSON lines; each says first which record it is of. */
    private static final class Lines implements AutoCloseable {

        private final JsonGenerator json;
        private long count;

        Lines(Path file) throws IOException {
            json = new JsonFactory().createGenerator(Files.newBufferedWriter(file));
            json.setRootValueSeparator(null);
        }

        JsonGenerator begin(UpRecord record) throws IOException {
            json.writeStartObject();
            json.writeStringField("epoch", record.epoch().value());
            json.writeNumberField("seq", record.seq());
            return json;
        }

        void end() throws IOException {
            json.writeEndObject();
            json.writeRaw('\n');
            count++;
        }

        @Override
        public void close() throws IOException {
            json.close();
        }
    }
}
