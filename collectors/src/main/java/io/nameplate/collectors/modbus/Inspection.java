/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import io.nameplate.collectors.inventory.PointValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A device read once, for a person: every value beside the registers it comes from. */
public final class Inspection {

    /** A point that was read. */
    public static final class Seen {

        private final Point point;
        private final byte[] content;

        private Seen(Point point, byte[] content) {
            this.point = point;
            this.content = content;
        }

        public Point point() {
            return point;
        }

        /** The bytes of its registers alone, or of its bit. */
        public byte[] content() {
            return content.clone();
        }

        /** The value in SI units. */
        public PointValue value() {
            return point.value(content, point.from());
        }

        /** What the same registers mean in another order of their bytes, in the device's own unit. */
        public PointValue in(WordOrder order) {
            return point.in(order).inItsOwnUnit().value(content, point.from());
        }
    }

    private final Map<Point, Seen> seen = new HashMap<>();
    private final Map<Text, String> texts = new HashMap<>();
    private final List<Answer> failures = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    private final Profile profile;

    private Inspection(Profile profile) {
        this.profile = profile;
    }

    /** Reads all points and texts of a profile; gives up where the device cannot be reached. */
    public static Inspection of(Desk desk, int unit, Profile profile) {
        Inspection inspection = new Inspection(profile);
        boolean on = inspection.blocks(desk, unit, ReadPlan.of(profile).blocks());
        for (Text text : on ? profile.texts() : List.<Text>of()) {
            Answer answer = desk.ask(unit, text.request());
            if (answer.trouble() == null) {
                inspection.texts.put(text, text.value(answer.content()));
            } else {
                inspection.failed(text.request(), answer);
            }
        }
        return inspection;
    }

    private boolean blocks(Desk desk, int unit, List<ReadPlan.Block> blocks) {
        for (ReadPlan.Block block : blocks) {
            Answer answer = desk.ask(unit, block.request());
            List<ReadPlan.Block> parts = answer.isRefusedAddress() ? block.withoutHoles() : List.of();
            if (parts.size() > 1) {
                if (!blocks(desk, unit, parts)) {
                    return false;
                }
            } else if (answer.trouble() == null) {
                block.points().forEach(point -> seen.put(point, seen(block, point, answer.content())));
            } else {
                failed(block.request(), answer);
                if (!answer.trouble().isOfOneRequest()) {
                    return false;
                }
            }
        }
        return true;
    }

    private void failed(Request.Read request, Answer answer) {
        failures.add(answer);
        refused.add(answer.to(request).detail());
    }

    private static Seen seen(ReadPlan.Block block, Point point, byte[] content) {
        int first = point.from() - block.request().address();
        if (point.function().isBits()) {
            return new Seen(point, new byte[] {(byte) ((content[first / 8] >> (first % 8)) & 1)});
        }
        return new Seen(point, Arrays.copyOfRange(content, 2 * first, 2 * (first + point.end() - point.from())));
    }

    /** The points that were read, in the profile's order. */
    public List<Seen> seen() {
        return profile.points().stream()
                .filter(seen::containsKey)
                .map(seen::get)
                .toList();
    }

    /** What the device says in words. */
    public Map<Text, String> texts() {
        return Map.copyOf(texts);
    }

    /** The requests that had no answer, in words. */
    public List<String> refused() {
        return List.copyOf(refused);
    }

    /** What went wrong with them. */
    public List<Answer> failures() {
        return List.copyOf(failures);
    }
}
