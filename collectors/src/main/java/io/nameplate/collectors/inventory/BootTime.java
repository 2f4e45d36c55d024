/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.inventory;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * Boot ids of sources that have none, made of the time of the boot. Such a time is worked out anew with every reading and
 * wanders by a second or two, so two of them mean the same boot if they are close: nothing boots twice that fast.
 */
public final class BootTime {

    private static final String MARK = "booted@";
    private static final Duration WANDERS = Duration.ofSeconds(60);

    private BootTime() {}

    /** The id of a boot at a time in epoch seconds. */
    public static String id(long epochSeconds) {
        return MARK + epochSeconds;
    }

    /** Whether two ids mean the same boot. */
    static boolean same(String one, String other) {
        if (one.equals(other)) {
            return true;
        }
        OptionalLong first = time(one);
        OptionalLong second = time(other);
        return first.isPresent()
                && second.isPresent()
                && Math.abs(first.getAsLong() - second.getAsLong()) <= WANDERS.toSeconds();
    }

    private static OptionalLong time(String id) {
        if (!id.startsWith(MARK) || !id.substring(MARK.length()).matches("\\d{1,12}")) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(Long.parseLong(id.substring(MARK.length())));
    }
}
