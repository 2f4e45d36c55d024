/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.bench;

import io.nameplate.collectors.dcgm.GpuField;
import io.nameplate.model.language.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the nodes of a site publish each second: one message a node, eight GPUs, twelve fields of each. The bytes are made once;
 * {@link #at} sets time and power in them, so that making them costs nothing while something is measured.
 */
final class NodeMessages {

    /** How a message is written. */
    enum Form {
        /** Influx line protocol by short names that the device file maps to DCGM's: 1.7 KB. */
        LINE {
            @Override
            String text(String node) {
                return lines(node, SHORT);
            }

            @Override
            String source(String half) {
                return "format: influx-line, topics: [\"gpu/" + half + "/+\"], fields: {" + mapped(SHORT, "") + "}";
            }
        },
        /** Influx line protocol by DCGM's own names: 3.6 KB. */
        DCGM_LINE {
            @Override
            String text(String node) {
                return lines(node, NAMES);
            }

            @Override
            String source(String half) {
                return "format: influx-line, topics: [\"gpu/" + half + "/+\"]";
            }
        },
        /** JSON by names that the device file maps to DCGM's: 2.3 KB. */
        JSON {
            @Override
            String text(String node) {
                return json(node);
            }

            @Override
            String source(String half) {
                return "format: json, template: \"gpu/+half/{node}\", topics: [\"gpu/" + half
                        + "/+\"], time: {path: $.t, as: ns}, gpus: {each: \"$.g[*]\", index: $.i, uuid: $.u, fields: {"
                        + mapped(LONG, "$.") + "}}";
            }
        };

        abstract String text(String node);

        /**
         * What a device file says of its source, beside name and broker.
         *
         * @param half a or b for the nodes of one half, + for all
         */
        abstract String source(String half);
    }

    private static final int GPUS = BenchSite.GPUS;
    private static final String TIME = "1900000000000000000";
    private static final int SECONDS_DIGITS = 10;
    private static final String POWER = "600.0";
    private static final int LEAST_POWER = 600;

    private static final List<String> NAMES = List.of(
            "DCGM_FI_DEV_GPU_UTIL",
            "DCGM_FI_PROF_GR_ENGINE_ACTIVE",
            "DCGM_FI_PROF_PIPE_TENSOR_ACTIVE",
            "DCGM_FI_DEV_SM_CLOCK",
            "DCGM_FI_DEV_MEM_CLOCK",
            "DCGM_FI_DEV_POWER_USAGE",
            "DCGM_FI_DEV_GPU_TEMP",
            "DCGM_FI_DEV_ENFORCED_POWER_LIMIT",
            "DCGM_FI_DEV_CLOCKS_EVENT_REASONS",
            "DCGM_FI_DEV_XID_ERRORS",
            "DCGM_FI_DEV_ROW_REMAP_FAILURE",
            "DCGM_FI_DEV_FB_USED");
    private static final List<String> SHORT = List.of(
            "util", "engine", "tensor", "sm", "mem", "power", "temp", "limit", "reasons", "xid", "remap", "frame");
    private static final List<String> LONG = List.of(
            "gpu_utilization",
            "engine_active",
            "tensor_active",
            "sm_clock_mhz",
            "memory_clock",
            "power_watts",
            "temperature",
            "power_limit",
            "clock_reasons",
            "xid_error",
            "row_remap",
            "fb_used_mb");
    private static final List<String> VALUES =
            List.of("98", "0.97", "0.412", "1980", "2619", POWER, "57", "700", "0", "0", "0", "71234");

    private final List<byte[]> messages = new ArrayList<>();
    private final List<int[]> times = new ArrayList<>();
    private final List<int[]> powers = new ArrayList<>();

    /** The messages of nodes, in their order. */
    NodeMessages(Form form, List<String> nodes) {
        for (String node : nodes) {
            String text = form.text(node);
            messages.add(text.getBytes(StandardCharsets.UTF_8));
            times.add(places(text, TIME));
            powers.add(places(text, POWER));
        }
    }

    /** The nodes of a site, in the order of their messages. */
    static List<String> nodes(int blocks) {
        return BenchSite.registry(blocks, 1, 60).nodes().keySet().stream()
                .map(NodeId::value)
                .sorted()
                .toList();
    }

    int count() {
        return messages.size();
    }

    /** The topic of a node's message: the first half of the nodes publish in one branch, the second in another. */
    static String topic(int node, List<String> nodes) {
        return "gpu/" + (2 * node < nodes.size() ? "a/" : "b/") + nodes.get(node);
    }

    /** The bytes of one, as {@link #at} left them. */
    byte[] get(int node) {
        return messages.get(node);
    }

    /** What power every GPU of a node says at a second: whole watts. */
    static int power(int node, long second) {
        return LEAST_POWER + (int) ((node + 7 * second) % 100);
    }

    /** Sets what all messages say to a second (epoch seconds). */
    void at(long second) {
        for (int node = 0; node < messages.size(); node++) {
            at(node, second);
        }
    }

    /** Sets what one message says to a second. */
    void at(int node, long second) {
        byte[] bytes = messages.get(node);
        for (int place : times.get(node)) {
            digits(bytes, place, SECONDS_DIGITS, second);
        }
        for (int place : powers.get(node)) {
            digits(bytes, place, 3, power(node, second));
        }
    }

    private static void digits(byte[] bytes, int from, int count, long number) {
        long rest = number;
        for (int i = from + count - 1; i >= from; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    private static int[] places(String text, String sought) {
        List<Integer> places = new ArrayList<>();
        for (int at = text.indexOf(sought); at >= 0; at = text.indexOf(sought, at + 1)) {
            places.add(at);
        }
        return places.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The fields that evidence rests on, by the names that a device file knows them by; the others are passed over. */
    private static String mapped(List<String> others, String before) {
        List<String> mapped = new ArrayList<>();
        for (int i = 0; i < NAMES.size(); i++) {
            if (GpuField.named(NAMES.get(i)) != null) {
                mapped.add(NAMES.get(i) + ": " + before + others.get(i));
            }
        }
        return String.join(", ", mapped);
    }

    private static String uuid(String node, int gpu) {
        return String.format(Locale.ROOT, "GPU-%08x-1b0b-4e4e-9d4e-0a5b0a3c9e1%d", node.hashCode(), gpu);
    }

    private static String lines(String node, List<String> names) {
        StringBuilder text = new StringBuilder();
        for (int gpu = 0; gpu < GPUS; gpu++) {
            text.append("dcgm,UUID=%s,gpu=%d,hostname=%s ".formatted(uuid(node, gpu), gpu, node));
            for (int i = 0; i < names.size(); i++) {
                text.append(i == 0 ? "" : ",").append(names.get(i)).append('=').append(VALUES.get(i));
            }
            text.append(' ').append(TIME).append('\n');
        }
        return text.toString();
    }

    private static String json(String node) {
        StringBuilder text = new StringBuilder("{\"n\":\"" + node + "\",\"t\":" + TIME + ",\"g\":[");
        for (int gpu = 0; gpu < GPUS; gpu++) {
            text.append(gpu == 0 ? "" : ",").append("{\"i\":%d,\"u\":\"%s\"".formatted(gpu, uuid(node, gpu)));
            for (int i = 0; i < LONG.size(); i++) {
                text.append(",\"%s\":%s".formatted(LONG.get(i), VALUES.get(i)));
            }
            text.append('}');
        }
        return text.append("]}").toString();
    }
}
