/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.verdict;

/**
 * What a desk needs of whatever runs it, for the key at hand: the time, a way out and one timer. Times are epoch
 * milliseconds.
 */
public interface Surroundings<T> {

    long now();

    void send(T word);

    /** Has the desk called at this time, also after a restore. */
    void setTimer(long at);

    void dropTimer(long at);
}
