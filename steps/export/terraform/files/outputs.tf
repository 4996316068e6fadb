output "urls" {
  description = "Where each public app answers, unless its count is 0 and it is idle."
  value       = { for name, app in local.public : name => "http://${aws_lb.this.dns_name}${replace(app.path, "/[*?].*/", "")}" }
}

output "repositories" {
  description = "Where the image of each app is pushed to, with the tag that its task definition names."
  value       = { for name, app in var.apps : name => "${aws_ecr_repository.app[name].repository_url}:${app.image}" }
}
