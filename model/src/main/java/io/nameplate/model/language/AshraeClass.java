/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

/**
 * Envelopes of ASHRAE TC 9.9 (5th edition): what the supplied coolant (W) or air (A, H) may have at most and at least. A
 * liquid class is an envelope of the facility's supply, air classes are the allowable ranges of the inlet.
 */
enum AshraeClass {
    W17(2, 17),
    W27(2, 27),
    W32(2, 32),
    W40(2, 40),
    W45(2, 45),
    A1(15, 32),
    A2(10, 35),
    A3(5, 40),
    A4(5, 45),
    H1(15, 25);

    final int minMilliC;
    final int maxMilliC;

    AshraeClass(int minC, int maxC) {
        this.minMilliC = minC * 1000;
        this.maxMilliC = maxC * 1000;
    }
}
