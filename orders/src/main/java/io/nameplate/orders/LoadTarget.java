/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.orders;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One target of a signed payload.
 *
 * @param from null where the payload leaves it to the receiver's now
 * @param to null where it lasts until it is replaced
 * @param feeds empty for all
 * @param watts NaN where the limit is lifted
 */
public record LoadTarget(@Nullable Instant from, @Nullable Instant to, List<String> feeds, double watts) {

    private static final int MOST = 100;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(32)
                    .maxStringLength(64 << 10)
                    .maxNameLength(1 << 10)
                    .maxNumberLength(128)
                    .build())
            .build();
    private static final double LARGEST_WATTS = 1e12;
    private static final Map<String, Double> UNITS = Map.of("watt", 1.0, "kilowatt", 1e3, "megawatt", 1e6);

    public LoadTarget {
        feeds = List.copyOf(feeds);
    }

    /** Whether it takes a limit away instead of setting one. */
    public boolean isLifted() {
        return Double.isNaN(watts);
    }

    /**
     * Reads the targets of a payload.
     *
     * @throws IOException with a sentence if it holds none, or any that cannot be read: an order counts as a whole
     */
    static List<LoadTarget> read(byte[] payload) throws IOException {
        List<LoadTarget> targets = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(payload)) {
            expect(parser.nextToken(), JsonToken.START_OBJECT, "the payload");
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                boolean wanted = parser.currentName().equals("targets");
                JsonToken token = parser.nextToken();
                if (wanted) {
                    expect(token, JsonToken.START_ARRAY, "'targets'");
                    while ((token = parser.nextToken()) != JsonToken.END_ARRAY) {
                        expect(token, JsonToken.START_OBJECT, "a target");
                        if (targets.size() == MOST) {
                            throw new IOException("more than " + MOST + " targets");
                        }
                        targets.add(target(parser));
                    }
                } else {
                    parser.skipChildren();
                }
            }
        }
        if (targets.isEmpty()) {
            throw new IOException("there is no target in it");
        }
        return targets;
    }

    private static LoadTarget target(JsonParser parser) throws IOException {
        Instant from = null;
        Instant to = null;
        List<String> feeds = List.of();
        double watts = -1;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            switch (name) {
                case "interval" -> {
                    expect(token, JsonToken.START_OBJECT, "'interval'");
                    while (parser.nextToken() != JsonToken.END_OBJECT) {
                        String edge = parser.currentName();
                        JsonToken time = parser.nextToken();
                        if (edge.equals("start_time")) {
                            from = time(parser, time, "'start_time'", "the target begins at once");
                        } else if (edge.equals("end_time")) {
                            to = time(parser, time, "'end_time'", "the target lasts until it is replaced");
                        } else {
                            parser.skipChildren();
                        }
                    }
                }
                case "feed_tags" -> feeds = feeds(parser, token);
                case "load_constraint" -> watts = token == JsonToken.VALUE_NULL ? Double.NaN : limit(parser, token);
                default -> parser.skipChildren();
            }
        }
        if (watts < 0) {
            throw new IOException("a target lacks 'load_constraint'");
        }
        if (from != null && to != null && !to.isAfter(from)) {
            throw new IOException("a target ends before it begins");
        }
        return new LoadTarget(from, to, feeds, watts);
    }

    private static List<String> feeds(JsonParser parser, JsonToken first) throws IOException {
        expect(first, JsonToken.START_ARRAY, "'feed_tags'");
        List<String> feeds = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            expect(token, JsonToken.VALUE_STRING, "a feed tag");
            if (feeds.size() == MOST) {
                throw new IOException("more than " + MOST + " feeds");
            }
            feeds.add(parser.getText());
        }
        return feeds;
    }

    private static double limit(JsonParser parser, JsonToken first) throws IOException {
        expect(first, JsonToken.START_OBJECT, "'load_constraint'");
        double value = Double.NaN;
        double unit = Double.NaN;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            if (name.equals("value") && token.isNumeric()) {
                value = parser.getDoubleValue();
            } else if (name.equals("unit") && token == JsonToken.VALUE_STRING) {
                unit = UNITS.getOrDefault(parser.getText(), Double.NaN);
            }
            parser.skipChildren();
        }
        double watts = value * unit;
        if (!(watts >= 0 && watts <= LARGEST_WATTS)) {
            throw new IOException("'load_constraint' needs a value from 0 and a unit: watt, kilowatt or megawatt");
        }
        return watts;
    }

    /** A text, as the schema has it; null is no way there to leave one out, though it is for a constraint. */
    private static Instant time(JsonParser parser, JsonToken found, String name, String whereLeftOut)
            throws IOException {
        if (found == JsonToken.VALUE_NULL) {
            throw new IOException(name + " is null; the schema has it left out where " + whereLeftOut);
        }
        expect(found, JsonToken.VALUE_STRING, name);
        try {
            return OffsetDateTime.parse(parser.getText()).toInstant();
        } catch (DateTimeException wrong) {
            throw new IOException("an interval's time is no ISO 8601 date and time with an offset", wrong);
        }
    }

    private static void expect(@Nullable JsonToken found, JsonToken expected, String what) throws IOException {
        if (found != expected) {
            throw new IOException(what + " is not what the schema has");
        }
    }
}
