/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.account;

/**
 * Equivalent availability (IEEE 762): the share of obliged capacity that was available, a partial loss counting as so
 * much of a full one. A range, because what was not measured is neither up nor down.
 *
 * @param obligedGpuMs contracted less what the tenant bears: removed from both sides
 * @param lostGpuMs measured losses that the supplier bears
 * @param unmeasuredGpuMs what could have been either
 */
public record EquivalentAvailability(long obligedGpuMs, long lostGpuMs, long unmeasuredGpuMs) {

    public EquivalentAvailability {
        if (lostGpuMs < 0 || unmeasuredGpuMs < 0 || obligedGpuMs - lostGpuMs - unmeasuredGpuMs < 0) {
            throw new IllegalArgumentException("of " + obligedGpuMs + " GPU-ms " + lostGpuMs + " cannot be lost and "
                    + unmeasuredGpuMs + " unmeasured");
        }
    }

    public EquivalentAvailability plus(EquivalentAvailability other) {
        return new EquivalentAvailability(
                obligedGpuMs + other.obligedGpuMs,
                lostGpuMs + other.lostGpuMs,
                unmeasuredGpuMs + other.unmeasuredGpuMs);
    }

    /** Whether anything was obliged at all: without it there is no share. */
    public boolean isAssessed() {
        return obligedGpuMs > 0;
    }

    /** The share if everything unmeasured was lost, 0 to 1. */
    public double low() {
        return share(obligedGpuMs - lostGpuMs - unmeasuredGpuMs);
    }

    /** The share if nothing unmeasured was lost, 0 to 1. */
    public double high() {
        return share(obligedGpuMs - lostGpuMs);
    }

    private double share(long available) {
        if (!isAssessed()) {
            throw new IllegalStateException("nothing was obliged, so nothing can be available");
        }
        return (double) available / obligedGpuMs;
    }
}
