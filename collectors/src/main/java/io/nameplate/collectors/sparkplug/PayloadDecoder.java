/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.sparkplug;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.nameplate.collectors.sparkplug.Metric.Bits;
import io.nameplate.collectors.sparkplug.Metric.Other;
import io.nameplate.collectors.sparkplug.Metric.Raw;
import io.nameplate.collectors.sparkplug.Metric.Real;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads payloads (sparkplug_b.proto, version 3.0) field by field, so that data sets, templates and other parts no point
 * comes of are stepped over unread, and a payload takes no more memory than its bytes are worth.
 */
final class PayloadDecoder {

    private static final int METRICS = 20_000;
    private static final int PROPERTIES = 64;
    private static final int NAME_BYTES = 1_024;
    private static final int DEPTH = 16;
    private static final long LATEST = 10_000_000_000_000L;

    private PayloadDecoder() {}

    /**
     * Reads a payload.
     *
     * @throws IOException if it is none, or holds more than anybody would send
     */
    static Payload decode(byte[] bytes) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        in.setRecursionLimit(DEPTH);
        OptionalLong time = OptionalLong.empty();
        OptionalInt seq = OptionalInt.empty();
        List<Metric> metrics = new ArrayList<>();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag) {
                case 1 << 3 -> {
                    long millis = time(in.readUInt64());
                    time = millis == Metric.NONE ? OptionalLong.empty() : OptionalLong.of(millis);
                }
                case 2 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> {
                    if (metrics.size() == METRICS) {
                        throw new IOException("more than " + METRICS + " metrics");
                    }
                    int limit = in.pushLimit(in.readRawVarint32());
                    metrics.add(metric(in));
                    in.checkLastTagWas(0);
                    in.popLimit(limit);
                }
                case 3 << 3 -> seq = OptionalInt.of(seq(in.readUInt64()));
                default -> skip(in, tag);
            }
        }
        return new Payload(time, seq, metrics);
    }

    private static Metric metric(CodedInputStream in) throws IOException {
        String name = null;
        long alias = Metric.NONE;
        long time = Metric.NONE;
        int type = 0;
        boolean historical = false;
        boolean isNull = false;
        Raw raw = null;
        Properties properties = new Properties();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> name = text(in, tag);
                case 2 -> alias = varint(in, tag) & Long.MAX_VALUE;
                case 3 -> time = time(varint(in, tag));
                case 4 -> type = (int) Math.min(varint(in, tag) & Long.MAX_VALUE, Integer.MAX_VALUE);
                case 5 -> historical = varint(in, tag) != 0;
                case 7 -> isNull = varint(in, tag) != 0;
                case 9 -> properties.read(in, tag);
                case 10 -> raw = new Bits(varint(in, tag) & 0xFFFF_FFFFL, false);
                case 11 -> raw = new Bits(varint(in, tag), true);
                case 12 -> raw = new Real(real(in, tag, WireFormat.WIRETYPE_FIXED32));
                case 13 -> raw = new Real(real(in, tag, WireFormat.WIRETYPE_FIXED64));
                case 14 -> raw = new Bits(varint(in, tag) == 0 ? 0 : 1, false);
                case 15, 16, 17, 18, 19 -> {
                    raw = new Other();
                    skip(in, tag);
                }
                default -> skip(in, tag);
            }
        }
        if (!DataType.isKnown(type)) {
            raw = new Other();
        }
        return new Metric(name, alias, time, type, historical, isNull, raw, properties.quality, properties.unit);
    }

    /** The properties that are looked at: Quality, and engUnit as edge software writes it. Keys and values are lists. */
    private static final class Properties {

        private int quality = Metric.NONE;
        private @Nullable String unit;

        void read(CodedInputStream in, int tag) throws IOException {
            List<String> keys = new ArrayList<>();
            List<Object> values = new ArrayList<>();
            int limit = in.pushLimit(length(in, tag));
            for (int inner = in.readTag(); inner != 0; inner = in.readTag()) {
                int field = WireFormat.getTagFieldNumber(inner);
                if (keys.size() > PROPERTIES || values.size() > PROPERTIES) {
                    throw new IOException("more than " + PROPERTIES + " properties");
                }
                if (field == 1) {
                    keys.add(text(in, inner));
                } else if (field == 2) {
                    values.add(value(in, inner));
                } else {
                    skip(in, inner);
                }
            }
            in.popLimit(limit);
            for (int i = 0; i < Math.min(keys.size(), values.size()); i++) {
                if (keys.get(i).equals("Quality") && values.get(i) instanceof Long code) {
                    quality = (int) Math.max(0, Math.min(code, Integer.MAX_VALUE));
                } else if (keys.get(i).equals("engUnit") && values.get(i) instanceof String text) {
                    unit = text;
                }
            }
        }

        private static Object value(CodedInputStream in, int tag) throws IOException {
            Object value = false;
            int limit = in.pushLimit(length(in, tag));
            for (int inner = in.readTag(); inner != 0; inner = in.readTag()) {
                switch (WireFormat.getTagFieldNumber(inner)) {
                    case 3, 4 -> value = varint(in, inner);
                    case 8 -> value = text(in, inner);
                    default -> skip(in, inner);
                }
            }
            in.popLimit(limit);
            return value;
        }
    }

    private static long varint(CodedInputStream in, int tag) throws IOException {
        expect(tag, WireFormat.WIRETYPE_VARINT);
        return in.readRawVarint64();
    }

    private static double real(CodedInputStream in, int tag, int type) throws IOException {
        expect(tag, type);
        return type == WireFormat.WIRETYPE_FIXED32 ? in.readFloat() : in.readDouble();
    }

    private static int length(CodedInputStream in, int tag) throws IOException {
        expect(tag, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        return in.readRawVarint32();
    }

    private static String text(CodedInputStream in, int tag) throws IOException {
        expect(tag, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        String text = in.readStringRequireUtf8();
        if (text.length() > NAME_BYTES) {
            throw new IOException("a name or text of more than " + NAME_BYTES + " characters");
        }
        return text;
    }

    private static void expect(int tag, int type) throws IOException {
        if (WireFormat.getTagWireType(tag) != type) {
            throw new IOException("field " + WireFormat.getTagFieldNumber(tag) + " is of another wire type");
        }
    }

    private static void skip(CodedInputStream in, int tag) throws IOException {
        if (!in.skipField(tag)) {
            throw new IOException("a group ends that did not begin");
        }
    }

    /** A time beyond all bounds is none. */
    private static long time(long millis) {
        return millis <= 0 || millis > LATEST ? Metric.NONE : millis;
    }

    private static int seq(long seq) throws IOException {
        if (seq < 0 || seq > 255) {
            throw new IOException("a sequence number is from 0 to 255, not " + seq);
        }
        return (int) seq;
    }
}
