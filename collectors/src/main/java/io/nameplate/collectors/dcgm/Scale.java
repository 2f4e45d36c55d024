/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.dcgm;

import static io.nameplate.model.wire.Frames.BLANK;

import io.nameplate.model.wire.Column;

/**
 * How a number of a source becomes one of the frames. Each scale knows the range that is possible at all; a number beyond
 * it is told apart by whether the other generation's unit would explain it. Nothing is converted on suspicion.
 */
public enum Scale {
    /** 0 to 100, into per mille. */
    PERCENT {
        @Override
        long read(double number, Generation generation, GpuDraft draft) {
            return number < 0 || number > 100
                    ? draft.leftOut(ValueFault.OUT_OF_RANGE, number)
                    : Column.perMille(number / 100);
        }
    },
    /** 0 to 1, into per mille. */
    RATIO {
        @Override
        long read(double number, Generation generation, GpuDraft draft) {
            if (number < 0 || number > 100) {
                return draft.leftOut(ValueFault.OUT_OF_RANGE, number);
            }
            return number > 1 ? draft.leftOut(ValueFault.UNIT_CONTRADICTED, number) : Column.perMille(number);
        }
    },
    /** A ratio since dcgm-exporter 4.9, a percentage in whole numbers before, under the same name. */
    RATIO_SINCE_4_9 {
        @Override
        long read(double number, Generation generation, GpuDraft draft) {
            boolean isFraction = number > 0 && number < 1;
            return switch (generation) {
                case FROM_4_9 -> RATIO.read(number, generation, draft);
                case UNTIL_4_8 ->
                    isFraction
                            ? draft.leftOut(ValueFault.UNIT_CONTRADICTED, number)
                            : PERCENT.read(number, generation, draft);
                case UNSAID ->
                    // 1 is all of it, or a hundredth
                    number == 1
                            ? draft.leftOut(ValueFault.UNIT_UNKNOWN, number)
                            : isFraction
                                    ? RATIO.read(number, generation, draft)
                                    : PERCENT.read(number, generation, draft);
            };
        }
    },
    MEGAHERTZ {
        @Override
        long read(double number, Generation generation, GpuDraft draft) {
            if (number < 0 || number > MOST_MEGAHERTZ * 1e6) {
                return draft.leftOut(ValueFault.OUT_OF_RANGE, number);
            }
            return number > MOST_MEGAHERTZ ? draft.leftOut(ValueFault.UNIT_CONTRADICTED, number) : Math.round(number);
        }
    },
    /** Into MHz. */
    HERTZ {
        @Override
        long read(double number, Generation generation, GpuDraft draft) {
            if (number < 0 || number > MOST_MEGAHERTZ * 1e6) {
                return draft.leftOut(ValueFault.OUT_OF_RANGE, number);
            }
            return number > 0 && number <= MOST_MEGAHERTZ
                    ? draft.leftOut(ValueFault.UNIT_CONTRADICTED, number)
                    : Math.round(number / 1e6);
        }
    },
    WATTS {
        @Override
        long read(double number, Generation generation, GpuDraft draft) {
            return number < 0 || number > 100_000 ? draft.leftOut(ValueFault.OUT_OF_RANGE, number) : Math.round(number);
        }
    },
    /** Into tenths of a degree. */
    CELSIUS {
        @Override
        long read(double number, Generation generation, GpuDraft draft) {
            return number < -273 || number > 1_000
                    ? draft.leftOut(ValueFault.OUT_OF_RANGE, number)
                    : Math.round(number * 10);
        }
    },
    /** A count, a code or a bit mask. */
    WHOLE {
        @Override
        long read(double number, Generation generation, GpuDraft draft) {
            if (number < 0 || number > Integer.MAX_VALUE) {
                return draft.leftOut(ValueFault.OUT_OF_RANGE, number);
            }
            return number != Math.rint(number) ? draft.leftOut(ValueFault.NOT_WHOLE, number) : (long) number;
        }
    };

    private static final double MOST_MEGAHERTZ = 100_000;
    private static final double WHOLE_BLANK = 9.2233720368547e18;
    private static final double FLOAT_BLANK = 140_737_488_355_328.0;
    private static final double SMALL_BLANK = 2_147_483_632.0;
    private static final int BLANKS = 16;

    /** The number in the units of the frames; blank where it is left out, which the draft is told. */
    abstract long read(double number, Generation generation, GpuDraft draft);

    /**
     * Whether DCGM writes this number for 'no value': blank, not found, not supported, no permission, in each of its three
     * number types.
     */
    static boolean isBlank(double number) {
        return number >= SMALL_BLANK
                && (number >= WHOLE_BLANK
                        || number < SMALL_BLANK + BLANKS
                        || (number >= FLOAT_BLANK && number < FLOAT_BLANK + BLANKS));
    }

    /** The number in the units of the frames; blank where DCGM says so or nothing sensible can be made of it. */
    final long of(double number, Generation generation, GpuDraft draft) {
        if (isBlank(number) && number != Double.POSITIVE_INFINITY) {
            return BLANK;
        }
        return Double.isFinite(number)
                ? read(number, generation, draft)
                : draft.leftOut(ValueFault.NOT_A_NUMBER, number);
    }
}
