/*
 * SPDX-License-Identifier: Apache-2.0
 */

/** The REST API and the portal's host. */
@NullMarked
package io.nameplate.alerting.web;

import org.jspecify.annotations.NullMarked;
