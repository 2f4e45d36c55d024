/*
 * SPDX-License-Identifier: Apache-2.0
 */

/** What every caller of others over HTTP needs, whatever it asks for. */
@NullMarked
package io.nameplate.collectors.http;

import org.jspecify.annotations.NullMarked;
